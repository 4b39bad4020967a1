package io.ksail.internal.distribution.vanilla;

import java.util.ArrayList;
import java.util.List;

/** How the container of a node is started: Kind's own flags, and a fixed address. */
record NodeContainerOptions(NodeList list, VanillaNode node) {

    /** The container's name, and then what comes after {@code docker run}. */
    String[] arguments(KindConfig config, String image) {
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
}
