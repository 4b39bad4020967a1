package io.ksail.internal.distribution;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.image.ImageSource;
import io.ksail.internal.diagnosis.NamespaceWatch;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The nodes of one nested cluster. Thread-safe. */
public interface Nodes {

    /**
     * The administrator's kubeconfig as the nodes wrote it, its server being whatever they think their own address is.
     *
     * @param watch what is known of the namespace; used to learn when the nodes run
     * @return completes with YAML as soon as the nodes have it
     */
    CompletableFuture<String> adminKubeconfig(NamespaceWatch watch);

    /**
     * Puts images onto every node that does not have them, onto all at once.
     *
     * @param images what to put there
     * @return to how many nodes they had to be sent
     * @throws io.ksail.KsailException if a node refuses them, with the node's own words
     */
    int loadImages(ImageSource images);

    /**
     * A node that callers from inside the nested cluster reach.
     *
     * @return one node's container; empty where nodes have none that a command can be run in
     */
    default Optional<NodeContainer> reachedFromInside() {
        return Optional.empty();
    }

    /**
     * The API of the nodes' operating system.
     *
     * @return empty where it has none
     */
    default Optional<MachineApi> machineApi() {
        return Optional.empty();
    }

    /**
     * What the nodes say of themselves that the host can't know, for a cluster that does not come up. Asks them.
     *
     * @return several lines for an error message; empty when there is nothing
     */
    default String report() {
        return "";
    }

    /**
     * What else has to be true inside the cluster before a pod can run in it.
     *
     * @param nested a client of the nested cluster
     * @return completes when it is, or can be done, with what is left to be done by whoever waits; the caller cancels it
     */
    default CompletableFuture<Runnable> startingPods(KubernetesClient nested) {
        return CompletableFuture.completedFuture(() -> {});
    }
}
