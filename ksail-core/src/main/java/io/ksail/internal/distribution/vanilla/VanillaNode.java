package io.ksail.internal.distribution.vanilla;

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
