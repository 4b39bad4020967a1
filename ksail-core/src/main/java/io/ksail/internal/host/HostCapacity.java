package io.ksail.internal.host;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.host.Host;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What a host has for pods, all nodes together, whether or not it is in use.
 *
 * @param processors how many; where nodes may not be listed, those of this machine
 * @param memory in bytes; empty where nodes may not be listed, or do not say
 */
public record HostCapacity(int processors, OptionalLong memory) {

    /**
     * Asks a host.
     *
     * @param host the host
     * @return what it has now
     */
    public static HostCapacity of(Host host) {
        try {
            List<Node> nodes = host.nodes();
            double memory = sum(nodes, "memory");
            return new HostCapacity(
                    (int) Math.round(sum(nodes, "cpu")),
                    memory > 0 ? OptionalLong.of((long) memory) : OptionalLong.empty());
        } catch (KubernetesClientException e) {
            return new HostCapacity(Runtime.getRuntime().availableProcessors(), OptionalLong.empty());
        }
    }

    private static double sum(List<Node> nodes, String resource) {
        return nodes.stream()
                .map(Node::getStatus)
                .filter(Objects::nonNull)
                .map(status -> status.getAllocatable().get(resource))
                .filter(Objects::nonNull)
                .map(Quantity::getNumericalAmount)
                .mapToDouble(Number::doubleValue)
                .sum();
    }
}
