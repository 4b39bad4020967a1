package io.ksail.internal.distribution.talos;

import io.ksail.spec.ClusterName;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One node: a container of the Docker daemon, called as Talos' own tool calls it.
 *
 * @param name the name of the container, of its host and of the node in Kubernetes
 * @param role what it is for
 * @param address its own address, in the daemon's network
 */
record TalosNode(String name, Role role, String address) {

    /** What a node is for, in the words of Talos' configuration. */
    enum Role {
        /** Runs the control plane. */
        CONTROL_PLANE("controlplane"),
        /** Runs workloads only. */
        WORKER("worker");

        private final String word;

        Role(String word) {
            this.word = word;
        }

        /** Also the name of the file, without its ending, that talosctl writes for such nodes. */
        String word() {
            return word;
        }
    }

    /**
     * All nodes of a cluster, the first control plane first.
     *
     * @param addresses gives each its address, by its number
     */
    static List<TalosNode> all(ClusterName cluster, int controlPlanes, int workers, IntFunction<String> addresses) {
        return Stream.concat(
                        IntStream.range(0, controlPlanes)
                                .mapToObj(i -> of(cluster, Role.CONTROL_PLANE, i, addresses.apply(i))),
                        IntStream.range(0, workers)
                                .mapToObj(i -> of(cluster, Role.WORKER, i, addresses.apply(controlPlanes + i))))
                .toList();
    }

    private static TalosNode of(ClusterName cluster, Role role, int index, String address) {
        return new TalosNode("%s-%s-%d".formatted(cluster, role.word(), index + 1), role, address);
    }
}
