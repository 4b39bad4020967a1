package io.ksail.internal.distribution.talos;

import io.ksail.internal.docker.Docker;
import io.ksail.internal.docker.DockerException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What nodes say of themselves when a cluster does not come up. */
record TalosReport(Talosctl talosctl) {

    private static final int MOST_NODES = 3;
    private static final String LOG_LINES = "30";

    String of(List<TalosNode> nodes) {
        return nodes.stream().limit(MOST_NODES).map(this::of).collect(Collectors.joining("\n"));
    }

    private String of(TalosNode node) {
        try {
            ServiceStates services = ServiceStates.parse(ask(talosctl.toNode(node, "services")));
            Stream<String> states = services.lines().stream().map(line -> "  " + line);
            Stream<String> logs = services.unhealthy().stream().flatMap(service -> log(node, service));
            return Stream.concat(Stream.of("node " + node.name() + ", its services:"), Stream.concat(states, logs))
                    .collect(Collectors.joining("\n"));
        } catch (DockerException e) {
            return "node %s does not tell its services: %s".formatted(node.name(), lastLines(node, e));
        }
    }

    private Stream<String> log(TalosNode node, String service) {
        try {
            String text = ask(talosctl.toNode(node, "logs", service, "--tail=" + LOG_LINES));
            return Stream.concat(
                    Stream.of("node %s, the last lines of %s:".formatted(node.name(), service)),
                    text.lines()
                            .map(line -> line.replaceFirst("^\\S+: ", "").stripTrailing())
                            .filter(line -> !line.isEmpty())
                            .map(line -> "  " + line));
        } catch (DockerException e) {
            return Stream.of("node %s has no log of %s".formatted(node.name(), service));
        }
    }

    /** A node whose API does not answer has said why on its console, if anywhere. */
    private String lastLines(TalosNode node, DockerException failure) {
        Docker docker = talosctl.docker();
        var console = docker.ask("logs", "--tail=" + LOG_LINES, node.name());
        String said = (console.out() + console.err()).strip();
        return said.isEmpty()
                ? failure.getMessage()
                : failure.getMessage() + "\n" + said.indent(2).stripTrailing();
    }

    private String ask(String... command) {
        return talosctl.docker().script("asking a node", TalosScripts.IN_TEN_SECONDS, command);
    }
}
