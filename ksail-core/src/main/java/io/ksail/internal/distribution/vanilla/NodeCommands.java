package io.ksail.internal.distribution.vanilla;

import io.ksail.internal.TextResource;
import io.ksail.internal.distribution.vanilla.NodeList.VanillaNode;
import io.ksail.internal.docker.Docker;
import io.ksail.spec.ClusterSpec;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What is done in and with the containers of nodes, by few and constant scripts, because every command costs time. */
final class NodeCommands {

    private static final String CNI_MANIFEST = "/kind/manifests/default-cni.yaml";
    private static final String STORAGE_MANIFEST = "/kind/manifests/default-storage.yaml";

    /** By these words an image says that its manifest is a template. */
    private static final String TEMPLATE = "would you kindly template this file";

    private static final String START = script("start-node.sh");
    private static final String MIRRORS = script("mirrors.sh");
    private static final String KUBEADM = script("kubeadm.sh");
    private static final String ADDONS = script("addons.sh");
    private static final String ADMIN = script("admin.sh");

    private final Docker docker;
    private final ClusterSpec spec;

    NodeCommands(Docker docker, ClusterSpec spec) {
        this.docker = docker;
        this.spec = spec;
    }

    /**
     * How the container of a node is started, by Kind's own flags and with a fixed address: the container's name, and then
     * what comes after {@code docker run}.
     */
    static String[] container(NodeList list, VanillaNode node, KindConfig config, String image) {
        List<String> arguments = new ArrayList<>(List.of(
                node.name(),
                "--detach",
                "--tty",
                "--name",
                node.name(),
                "--hostname",
                node.name(),
                "--label",
                "io.x-k8s.kind.cluster=" + list.cluster(),
                "--label",
                "io.x-k8s.kind.role=" + node.role().kindName(),
                "--net",
                ClusterStart.NETWORK,
                // With addresses that stay, nodes may come back in any order.
                "--ip",
                node.address(),
                "--restart=on-failure:1",
                "--init=false",
                "--cgroupns=private",
                "--privileged",
                "--security-opt",
                "seccomp=unconfined",
                "--security-opt",
                "apparmor=unconfined",
                "--tmpfs",
                "/tmp",
                "--tmpfs",
                "/run",
                "--volume",
                "/var",
                "--volume",
                "/lib/modules:/lib/modules:ro"));
        if (node.isControlPlane()) {
            arguments.addAll(List.of("--env", "KUBECONFIG=/etc/kubernetes/admin.conf"));
        }
        if (!list.isBalanced() && node.equals(list.first())) {
            arguments.addAll(List.of("--publish", "0.0.0.0:%1$d:%1$d/TCP".formatted(VanillaDistribution.API_PORT)));
        }
        node.config()
                .ports()
                .forEach(port -> arguments.addAll(List.of(
                        "--publish",
                        "0.0.0.0:%d:%d/%s".formatted(port.hostPort(), port.containerPort(), port.protocol()))));
        config.networking().dnsSearch().forEach(domain -> arguments.addAll(List.of("--dns-search", domain)));
        arguments.add(image);
        return arguments.toArray(String[]::new);
    }

    /** Starts a node and waits until it takes commands; gives the version of Kubernetes that it has. */
    String start(String[] nameAndArguments) {
        return docker.script("starting the node " + nameAndArguments[0], START, nameAndArguments)
                .strip();
    }

    /** Tells a node's containerd where images come from, and what {@code kind.yaml} wants of it. */
    Void configure(VanillaNode node, KindConfig config) {
        List<String> mirrors = new ArrayList<>();
        spec.mirrors().endpoints().forEach((registry, url) -> {
            mirrors.add(registry.equals("*") ? "_default" : registry);
            mirrors.add(hosts(url));
        });
        if (!mirrors.isEmpty()) {
            docker.run("giving mirrors to " + node.name(), inNode(node, MIRRORS, mirrors.toArray(String[]::new)));
        }
        if (!config.containerdPatches().isEmpty()) {
            String was = docker.run(
                    "reading the configuration of containerd in " + node.name(),
                    "exec",
                    node.name(),
                    "cat",
                    ContainerdConfig.PATH);
            docker.feed(
                    "changing the configuration of containerd in " + node.name(),
                    node.name(),
                    ContainerdConfig.patched(was, config.containerdPatches()),
                    "sh",
                    "-c",
                    "cat >\"$1\" && systemctl restart containerd",
                    "ksail",
                    ContainerdConfig.PATH);
        }
        return null;
    }

    private static String hosts(URI url) {
        return "[host.\"%s\"]\n  capabilities = [\"pull\", \"resolve\"]\n".formatted(url);
    }

    /** Runs {@code kubeadm init} or {@code kubeadm join}. */
    Void kubeadm(VanillaNode node, String command, String config, String... more) {
        String[] arguments = Stream.concat(
                        Stream.of("sh", "-c", KUBEADM, "ksail", command),
                        Stream.of(more).filter(argument -> !argument.isEmpty()))
                .toArray(String[]::new);
        docker.feed("kubeadm %s on %s".formatted(command, node.name()), node.name(), config, arguments);
        return null;
    }

    /** Applies network and storage as soon as the API server takes them, while kubeadm is still at it. */
    Void addons(VanillaNode node, KindConfig config) {
        if (config.networking().disableDefaultCni()) {
            docker.feed("installing the storage class", node.name(), "", "sh", "-c", ADDONS, "ksail", STORAGE_MANIFEST);
            return null;
        }
        String template = docker.run("reading " + CNI_MANIFEST, "exec", node.name(), "cat", CNI_MANIFEST);
        docker.feed(
                "installing network and storage class",
                node.name(),
                filledIn(template, spec.networks().pods().toString()),
                "sh",
                "-c",
                ADDONS,
                "ksail",
                STORAGE_MANIFEST);
        return null;
    }

    /** A manifest of a node's image, with the network of the pods where it is a template. */
    static String filledIn(String manifest, String podSubnet) {
        return manifest.contains(TEMPLATE)
                ? manifest.replaceAll("\\{\\{-?\\s*\\.PodSubnet\\s*-?}}", podSubnet)
                : manifest;
    }

    /** The administrator's kubeconfig; where there is one node only, load balancers may use it from then on. */
    String adminKubeconfig(VanillaNode node, boolean only) {
        return docker.run("reading the kubeconfig of " + node.name(), inNode(node, ADMIN, String.valueOf(only)));
    }

    private static String[] inNode(VanillaNode node, String script, String... arguments) {
        return Stream.concat(Stream.of("exec", node.name(), "sh", "-c", script, "ksail"), Stream.of(arguments))
                .toArray(String[]::new);
    }

    private static String script(String name) {
        return TextResource.beside(NodeCommands.class, name);
    }
}
