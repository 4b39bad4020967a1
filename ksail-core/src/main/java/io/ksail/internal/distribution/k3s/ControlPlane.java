package io.ksail.internal.distribution.k3s;

import io.ksail.image.ImageException;
import io.ksail.image.ImageSource;
import io.ksail.internal.diagnosis.NamespaceWatch;
import io.ksail.internal.distribution.NodeContainer;
import io.ksail.internal.distribution.Nodes;
import io.ksail.spec.ClusterName;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A control plane that no node belongs to.
 *
 * @param cluster whose it is
 * @param server its server
 */
record ControlPlane(ClusterName cluster, K3sNodes server) implements Nodes {

    @Override
    public CompletableFuture<String> adminKubeconfig(NamespaceWatch watch) {
        return server.adminKubeconfig(watch);
    }

    @Override
    public int loadImages(ImageSource images) {
        throw new ImageException(
                "The images of %s can't be loaded into cluster '%s'".formatted(images.name(), cluster),
                "it was made without nodes, so no pod runs in it",
                "leave withoutNodes out, or the images",
                null);
    }

    /** Callers from inside are the API server alone, which is there. */
    @Override
    public Optional<NodeContainer> reachedFromInside() {
        return server.reachedFromInside();
    }
}
