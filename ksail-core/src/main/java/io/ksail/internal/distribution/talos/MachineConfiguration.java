package io.ksail.internal.distribution.talos;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.spec.Cidr;
import io.ksail.spec.Cidrs;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.KubernetesVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the nodes of a cluster are told: by talosctl's own defaults, our patch over them, and the user's over that.
 *
 * @param spec what is wanted
 * @param kubernetes which Kubernetes
 * @param nodes the nodes, the first control plane first
 * @param sans every name and address of the Kubernetes API, and of Talos' own
 * @param patches the user's patches
 */
record MachineConfiguration(
        ClusterSpec spec,
        KubernetesVersion kubernetes,
        List<TalosNode> nodes,
        List<String> sans,
        TalosPatches patches) {

    private static final String OUR_PATCH = "ksail.yaml";

    /** The files that talosctl reads, by their names. */
    Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>(patches.flat());
        files.put(OUR_PATCH, ourPatch());
        return files;
    }

    /** The command that writes {@code controlplane.yaml}, {@code worker.yaml} and {@code talosconfig}. */
    List<String> generation() {
        List<String> arguments = new ArrayList<>(List.of(
                "gen",
                "config",
                spec.name().value(),
                "https://%s:%d".formatted(nodes.get(0).address(), TalosDistribution.API_PORT),
                "--output=" + Talosctl.FILES,
                "--kubernetes-version=" + kubernetes.tag().substring(1),
                "--additional-sans=" + String.join(",", sans),
                "--with-docs=false",
                "--with-examples=false",
                "--force"));
        spec.mirrors()
                .endpoints()
                .forEach((registry, url) -> arguments.add("--registry-mirror=%s=%s".formatted(registry, url)));
        arguments.add("--config-patch=@%s/%s".formatted(Talosctl.FILES, OUR_PATCH));
        arguments.addAll(patches.options(Talosctl.FILES));
        return arguments;
    }

    /** What Talos' own tool for containers sets too, and what the specification says. */
    private String ourPatch() {
        Map<String, Object> cluster = new LinkedHashMap<>();
        cluster.put(
                "network",
                Map.of(
                        "podSubnets", texts(spec.networks().pods()),
                        "serviceSubnets", texts(spec.networks().services())));
        if (spec.workers() == 0) {
            cluster.put("allowSchedulingOnControlPlanes", true);
        }
        Map<String, Object> hostDns = Map.of("enabled", true, "forwardKubeDNSToHost", true);
        return Serialization.asYaml(
                Map.of("machine", Map.of("features", Map.of("hostDNS", hostDns)), "cluster", cluster));
    }

    private static List<String> texts(Cidrs ranges) {
        return ranges.values().stream().map(Cidr::value).toList();
    }

    /**
     * The command of Docker's client that starts a node.
     *
     * @param image the node's image
     * @param reached whether it is the one that is reached from outside the pod
     * @return its arguments; the client's own environment has {@code USERDATA}, the node's configuration
     */
    static List<String> container(String cluster, TalosNode node, String image, boolean reached) {
        return Stream.of(
                        List.of(
                                "run",
                                "--detach",
                                "--name=" + node.name(),
                                "--hostname=" + node.name(),
                                "--label=talos.owned=true",
                                "--label=talos.cluster.name=" + cluster,
                                "--label=talos.type=" + node.role().word(),
                                "--network=" + Talosctl.NETWORK,
                                "--ip=" + node.address(),
                                "--privileged",
                                "--security-opt=seccomp=unconfined",
                                "--read-only",
                                "--sysctl=net.ipv6.conf.all.disable_ipv6=0",
                                "--env=PLATFORM=container",
                                "--env=USERDATA"),
                        Stream.of("/run", "/system", "/tmp")
                                .map(path -> "--tmpfs=" + path)
                                .toList(),
                        Stream.of(
                                        "/var",
                                        "/system/state",
                                        "/etc/cni",
                                        "/etc/kubernetes",
                                        "/usr/libexec/kubernetes",
                                        "/opt")
                                .map(path -> "--volume=" + path)
                                .toList(),
                        reached
                                ? List.of(
                                        "--publish=%d:%d"
                                                .formatted(TalosDistribution.API_PORT, TalosDistribution.API_PORT),
                                        "--publish=%d:%d"
                                                .formatted(
                                                        TalosDistribution.TALOS_API_PORT,
                                                        TalosDistribution.TALOS_API_PORT))
                                : List.<String>of(),
                        List.of(image))
                .flatMap(List::stream)
                .toList();
    }
}
