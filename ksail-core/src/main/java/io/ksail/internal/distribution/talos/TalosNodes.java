package io.ksail.internal.distribution.talos;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.image.ImageSource;
import io.ksail.internal.diagnosis.NamespaceWatch;
import io.ksail.internal.distribution.MachineApi;
import io.ksail.internal.distribution.NodeContainer;
import io.ksail.internal.distribution.Nodes;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.docker.DaemonLife;
import io.ksail.internal.docker.Docker;
import io.ksail.internal.docker.DockerException;
import io.ksail.internal.docker.DockerPod;
import io.ksail.internal.image.Containerd;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The nodes of one Talos cluster, reached by exec through the host's API. */
final class TalosNodes implements Nodes {

    /** Of the containerd that runs pods; Talos has another one for itself. */
    private static final String CONTAINERD = "/run/containerd/containerd.sock";

    private final StartRequest request;
    private final Talosctl talosctl;
    private final Docker docker;
    private final Optional<TalosStart> start;

    /**
     * The nodes of one cluster.
     *
     * @param start what makes them; empty when they have been made before
     */
    TalosNodes(StartRequest request, Talosctl talosctl, Optional<TalosStart> start) {
        this.request = request;
        this.talosctl = talosctl;
        this.docker = talosctl.docker();
        this.start = start;
    }

    @Override
    public CompletableFuture<String> adminKubeconfig(NamespaceWatch watch) {
        TalosStart steps = start.orElseThrow();
        return new DaemonLife(docker, watch).during(steps::run);
    }

    @Override
    public int loadImages(ImageSource images) {
        List<Containerd> nodes = docker.run(
                        "listing the nodes", "ps", "--filter=label=talos.owned=true", "--format={{.Names}}")
                .lines()
                .sorted()
                .map(node -> docker.containerdAt(node, CONTAINERD))
                .toList();
        return Containerd.load(images, nodes);
    }

    @Override
    public Optional<NodeContainer> reachedFromInside() {
        return Optional.of(new NodeContainer(
                request.host(), request.namespace(), DockerPod.podName(request.namespace()), DockerPod.TOOLS));
    }

    @Override
    public Optional<MachineApi> machineApi() {
        return Optional.of(new Api(talosctl));
    }

    @Override
    public String report() {
        return Stream.concat(
                        new DaemonLife.Memory(docker).report().stream(),
                        start.stream().map(steps -> new Report(talosctl).of(steps.nodes())))
                .collect(Collectors.joining("\n"));
    }

    /** Talos' own API, at the first node of the control plane. */
    private record Api(Talosctl talosctl) implements MachineApi {

        private static final String FIRST_NODE =
                "docker inspect --format '{{(index .NetworkSettings.Networks \"talos\").IPAddress}}'"
                        + " $(docker ps --all --filter label=talos.type=controlplane --format '{{.Names}}' | sort | head -n 1)";

        @Override
        public int port() {
            return TalosDistribution.TALOS_API_PORT;
        }

        @Override
        public String adminConfig() {
            return talosctl.docker()
                    .script("reading the talosconfig", "cat \"$1\"", Talosctl.FILES_IN_POD + "/talosconfig");
        }

        @Override
        public String node() {
            return talosctl.docker()
                    .script("finding the first node", FIRST_NODE)
                    .strip();
        }

        @Override
        public void answerTo(List<String> names) {
            String patch = Serialization.asJson(Map.of("machine", Map.of("certSANs", names)));
            TalosNode first = new TalosNode("", TalosNode.Role.CONTROL_PLANE, node());
            talosctl.run(
                    "adding names to the certificate of the Talos API",
                    first,
                    "patch",
                    "machineconfig",
                    "--mode=no-reboot",
                    "--patch=" + patch);
        }
    }

    /** What nodes say of themselves when a cluster does not come up. */
    private record Report(Talosctl talosctl) {

        private static final int MOST_NODES = 3;
        private static final String LOG_LINES = "30";

        /** Arguments for Docker's client, which may have nobody to answer it. */
        private static final String IN_TEN_SECONDS = "exec timeout 10 docker \"$@\"";

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
            return talosctl.docker().script("asking a node", IN_TEN_SECONDS, command);
        }
    }

    /**
     * What {@code talosctl services} says of one node.
     *
     * @param lines a line for each service
     */
    record ServiceStates(List<String> lines) {

        private static final Pattern COLUMNS = Pattern.compile("\\s{2,}");
        private static final int SERVICE = 1;
        private static final int STATE = 2;
        private static final int HEALTH = 3;

        /** States that a service is in when nothing is wrong with it. */
        private static final Set<String> GOOD = Set.of("Running", "Finished", "Skipped");

        static ServiceStates parse(String table) {
            return new ServiceStates(table.lines()
                    .skip(1)
                    .map(String::strip)
                    .filter(line -> COLUMNS.split(line).length > HEALTH)
                    .toList());
        }

        /** Those that do not run, or are not well. */
        List<String> unhealthy() {
            return lines.stream()
                    .map(COLUMNS::split)
                    .filter(columns -> !GOOD.contains(columns[STATE]) || "Fail".equals(columns[HEALTH]))
                    .map(columns -> columns[SERVICE])
                    .toList();
        }
    }
}
