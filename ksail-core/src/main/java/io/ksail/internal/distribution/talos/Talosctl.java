package io.ksail.internal.distribution.talos;

import io.ksail.internal.docker.Docker;
import java.util.List;
import java.util.stream.Stream;

/**
 * The official tool, of the same version as the nodes, in a container of its own beside them for each command.
 *
 * @param docker the daemon that runs the nodes
 * @param image the tool's image
 */
record Talosctl(Docker docker, String image) {

    /** The network of the nodes. */
    static final String NETWORK = "talos";

    /** Where the tool finds its files. */
    static final String FILES = "/talos";

    /** Where the tool's files are for whoever is in the pod: on the volume, so that they last as long as the nodes. */
    static final String FILES_IN_POD = "/var/lib/docker/talos";

    private static final String TALOSCONFIG = FILES + "/talosconfig";

    /** Runs a command that talks to no node. */
    String local(String what, List<String> arguments) {
        return docker.run(what, command(List.of("--network=none"), arguments));
    }

    /** Runs a command that talks to one node, by its own address. */
    String run(String what, TalosNode node, String... arguments) {
        return docker.run(what, toNode(node, arguments));
    }

    /** The command of Docker's client that has a command run. */
    String[] toNode(TalosNode node, String... arguments) {
        return command(
                List.of("--network=" + NETWORK),
                Stream.concat(
                                Stream.of("--talosconfig=" + TALOSCONFIG, "-e", node.address(), "-n", node.address()),
                                Stream.of(arguments))
                        .toList());
    }

    private String[] command(List<String> options, List<String> arguments) {
        return Stream.of(
                        List.of("run", "--rm", "--volume=%s:%s".formatted(FILES_IN_POD, FILES)),
                        options,
                        List.of(image),
                        arguments)
                .flatMap(List::stream)
                .toArray(String[]::new);
    }
}
