package io.ksail.internal.distribution.vanilla;

import java.util.List;
import java.util.Map;
import java.util.Optional;

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
