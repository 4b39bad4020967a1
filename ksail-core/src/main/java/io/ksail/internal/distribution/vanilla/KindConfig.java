package io.ksail.internal.distribution.vanilla;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.docker.DockerPod;
import io.ksail.spec.Cidrs;
import io.ksail.spec.ClusterNetworks;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.Readiness;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code kind.yaml} says, as far as it can be honoured in a pod.
 *
 * @param nodes the nodes, in the file's order; none where it does not say
 * @param networking what it says of networks
 * @param featureGates Kubernetes' own switches
 * @param runtimeConfig which APIs are served
 * @param kubeadmPatches what changes kubeadm's configuration of all nodes
 * @param containerdPatches what changes containerd's configuration, as TOML
 */
record KindConfig(
        List<KindNode> nodes,
        KindNetworking networking,
        Map<String, Boolean> featureGates,
        Map<String, String> runtimeConfig,
        List<String> kubeadmPatches,
        List<String> containerdPatches) {

    static final String FILE = "kind.yaml";

    static final KindConfig NONE =
            new KindConfig(List.of(), KindNetworking.DEFAULT, Map.of(), Map.of(), List.of(), List.of());

    static KindConfig of(ClusterSpec spec) {
        return spec.configFiles()
                .of(spec.distribution())
                .text(FILE)
                .map(KindYaml::read)
                .orElse(NONE);
    }

    /** What a specification asks for, with nodes and networks of the file where it asks for none. */
    ClusterSpec appliedTo(ClusterSpec spec) {
        ClusterSpecBuilder resolved = spec.toBuilder();
        if (!nodes.isEmpty()) {
            int controlPlanes = count(NodeRole.CONTROL_PLANE);
            int workers = count(NodeRole.WORKER);
            requireAgreement("controlPlanes", spec.controlPlanes(), 1, controlPlanes);
            requireAgreement("workers", spec.workers(), 0, workers);
            resolved.controlPlanes(controlPlanes).workers(workers);
        }
        resolved.networks(new ClusterNetworks(
                spec.networks().podCidr().or(() -> networking.podSubnet().map(Cidrs::parse)),
                spec.networks()
                        .serviceCidr()
                        .or(() -> networking.serviceSubnet().map(Cidrs::parse))));
        if (networking.disableDefaultCni() && spec.readiness() != Readiness.API) {
            throw new InvalidSpecException(
                    "kind.yaml can't be used",
                    "networking.disableDefaultCNI leaves nodes without a network, so the cluster never becomes "
                            + spec.readiness(),
                    "ask for readiness API, and install a network in the test");
        }
        return resolved.build();
    }

    private int count(NodeRole role) {
        return (int) nodes.stream().filter(node -> node.role() == role).count();
    }

    private static void requireAgreement(String field, int asked, int unasked, int inFile) {
        if (asked != unasked && asked != inFile) {
            throw new InvalidSpecException(
                    "kind.yaml can't be used",
                    "it has other nodes than are asked for: %s is %d, and there %d".formatted(field, asked, inFile),
                    "leave %s out, or nodes in kind.yaml".formatted(field));
        }
    }

    /** The image of the first node that names one, to be used where nothing else is asked for. */
    Optional<String> image() {
        return nodes.stream().flatMap(node -> node.image().stream()).findFirst();
    }

    /**
     * One entry of {@code nodes} in {@code kind.yaml}.
     *
     * @param role what the node does
     * @param image the image it runs; empty for that of the cluster
     * @param labels the node's labels
     * @param ports which of its ports the pod has too
     * @param kubeadmPatches what changes kubeadm's configuration of this node
     */
    record KindNode(
            NodeRole role,
            Optional<String> image,
            Map<String, String> labels,
            List<Port> ports,
            List<String> kubeadmPatches) {

        /**
         * A port of a node that the pod has too.
         *
         * @param containerPort the node's
         * @param hostPort the pod's
         * @param protocol {@code TCP}, {@code UDP} or {@code SCTP}
         */
        record Port(int containerPort, int hostPort, String protocol) {}

        static KindNode of(NodeRole role) {
            return new KindNode(role, Optional.empty(), Map.of(), List.of(), List.of());
        }
    }

    /**
     * What {@code kind.yaml} says under {@code networking}.
     *
     * @param podSubnet the addresses of pods
     * @param serviceSubnet the addresses of Services
     * @param disableDefaultCni whether the test brings a network of its own
     * @param kubeProxyMode how Services are served: {@code iptables}, {@code ipvs}, {@code nftables} or {@code none}
     * @param dnsSearch the search domains of nodes
     */
    record KindNetworking(
            Optional<String> podSubnet,
            Optional<String> serviceSubnet,
            boolean disableDefaultCni,
            String kubeProxyMode,
            List<String> dnsSearch) {

        static final String DEFAULT_MODE = "iptables";

        static final KindNetworking DEFAULT =
                new KindNetworking(Optional.empty(), Optional.empty(), false, DEFAULT_MODE, List.of());
    }

    /** What a node of Kind's does, by the name that Kind gives it. */
    enum NodeRole {
        CONTROL_PLANE("control-plane"),
        WORKER("worker");

        private final String kindName;

        NodeRole(String kindName) {
            this.kindName = kindName;
        }

        String kindName() {
            return kindName;
        }
    }

    /**
     * The ports of nodes that {@code kind.yaml} publishes: the pod has them, and a Service of the host brings them
     * there.
     */
    record PublishedPorts(StartRequest request, KindConfig config) {

        Optional<Service> service() {
            List<ServicePort> ports = config.nodes().stream()
                    .flatMap(node -> node.ports().stream())
                    .map(port -> new ServicePortBuilder()
                            .withName("port-%d-%s"
                                    .formatted(port.hostPort(), port.protocol().toLowerCase(Locale.ROOT)))
                            .withPort(port.hostPort())
                            .withProtocol(port.protocol())
                            .build())
                    .toList();
            ClusterSpec spec = request.spec();
            return ports.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ServiceBuilder()
                            .withNewMetadata()
                            .withName(spec.namespace() + "-ports")
                            .withNamespace(spec.namespace())
                            .withLabels(request.labels())
                            .endMetadata()
                            .withNewSpec()
                            .withType("NodePort")
                            .withSelector(DockerPod.selector(spec.name().value()))
                            .withPorts(ports)
                            .endSpec()
                            .build());
        }
    }
}
