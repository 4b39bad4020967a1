package io.ksail.internal.distribution.vanilla;

import io.ksail.internal.distribution.vanilla.KindConfig.KindNode;
import io.ksail.internal.distribution.vanilla.KindConfig.NodeRole;
import io.ksail.internal.docker.DockerSubnets;
import io.ksail.spec.ClusterSpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The nodes of a cluster and what is in front of them, named as Kind names them.
 *
 * @param cluster the cluster's name
 * @param nodes control planes first
 * @param networks their addresses
 */
record NodeList(String cluster, List<VanillaNode> nodes, DockerSubnets networks) {

    static NodeList of(ClusterSpec spec, KindConfig config, String image, DockerSubnets networks) {
        String cluster = spec.name().value();
        List<VanillaNode> nodes = new ArrayList<>();
        Map<NodeRole, Integer> counts = new EnumMap<>(NodeRole.class);
        for (KindNode node : inOrder(config, spec)) {
            int number = counts.merge(node.role(), 1, Integer::sum);
            nodes.add(new VanillaNode(
                    "%s-%s%s".formatted(cluster, node.role().kindName(), number == 1 ? "" : number),
                    networks.node(nodes.size()),
                    spec.nodeImage().isPresent() || spec.kubernetesVersion().isPresent()
                            ? image
                            : node.image().orElse(image),
                    node));
        }
        return new NodeList(cluster, List.copyOf(nodes), networks);
    }

    private static List<KindNode> inOrder(KindConfig config, ClusterSpec spec) {
        List<KindNode> nodes = config.nodes().isEmpty()
                ? Stream.concat(
                                Stream.generate(() -> KindNode.of(NodeRole.CONTROL_PLANE))
                                        .limit(spec.controlPlanes()),
                                Stream.generate(() -> KindNode.of(NodeRole.WORKER))
                                        .limit(spec.workers()))
                        .toList()
                : config.nodes();
        return Stream.of(NodeRole.values())
                .flatMap(role -> nodes.stream().filter(node -> node.role() == role))
                .toList();
    }

    VanillaNode first() {
        return nodes.get(0);
    }

    List<VanillaNode> controlPlanes() {
        return nodes.stream().filter(VanillaNode::isControlPlane).toList();
    }

    List<VanillaNode> workers() {
        return nodes.stream().filter(node -> !node.isControlPlane()).toList();
    }

    boolean isBalanced() {
        return controlPlanes().size() > 1;
    }

    String balancerName() {
        return cluster + "-external-load-balancer";
    }

    String balancerAddress() {
        return networks.node(nodes.size());
    }

    /** Where nodes find the API server. */
    String endpoint() {
        return "%s:%d".formatted(isBalanced() ? balancerName() : first().name(), VanillaDistribution.API_PORT);
    }

    /**
     * One node, which is a container in the pod.
     *
     * @param name the container's and the node's name, as Kind gives it
     * @param address its address in the network of the nodes, which it keeps
     * @param image the image that it runs
     * @param config what {@code kind.yaml} says of it
     */
    record VanillaNode(String name, String address, String image, KindNode config) {

        NodeRole role() {
            return config.role();
        }

        boolean isControlPlane() {
            return role() == NodeRole.CONTROL_PLANE;
        }
    }
}
