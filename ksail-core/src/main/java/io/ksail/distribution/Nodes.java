package io.ksail.distribution;

import io.ksail.diagnosis.NamespaceWatch;
import java.nio.file.Path;
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
     * Puts the images of an archive onto every node.
     *
     * @param archive an OCI or Docker archive (a tar file)
     * @throws io.ksail.KsailException if a node refuses it, with the node's own words
     */
    void loadImages(Path archive);

    /**
     * A node that callers from inside the nested cluster reach.
     *
     * @return one node's container; empty where nodes have none that a command can be run in
     */
    default Optional<NodeContainer> reachedFromInside() {
        return Optional.empty();
    }
}
