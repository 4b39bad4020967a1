package io.ksail.internal.distribution.vcluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.KsailException;
import io.ksail.image.ImageSource;
import io.ksail.internal.Await;
import io.ksail.internal.diagnosis.NamespaceWatch;
import io.ksail.internal.distribution.Nodes;
import io.ksail.internal.distribution.StartRequest;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A VCluster's control plane, which keeps its kubeconfig in a Secret; its nodes are the host's. */
final class VClusterNodes implements Nodes {

    private static final Logger LOG = LoggerFactory.getLogger(VClusterDistribution.class);

    private final StartRequest request;

    VClusterNodes(StartRequest request) {
        this.request = request;
    }

    @Override
    public CompletableFuture<String> adminKubeconfig(NamespaceWatch watch) {
        return VClusterDistribution.secret(request.spec().name().value()).written(request.host(), request.namespace());
    }

    /** No pod is taken to the host before the Service of the cluster's DNS is there, and no event says so. */
    @Override
    public CompletableFuture<Runnable> startingPods(KubernetesClient nested) {
        if (!VClusterValues.hasClusterDns(request.spec())) {
            LOG.warn(
                    "cluster {}: vcluster.yaml switches CoreDNS off, and VCluster starts no pod until there is a Service"
                            + " kube-system/kube-dns",
                    request.spec().name());
            return CompletableFuture.completedFuture(() -> {});
        }
        return Await.then(
                nested.services()
                        .inNamespace("kube-system")
                        .withName("kube-dns")
                        .informOnCondition(found -> !found.isEmpty()),
                found -> () -> {});
    }

    /** Onto the nodes of the host, so that every cluster there has them. */
    @Override
    public int loadImages(ImageSource images) {
        return request.hostImages()
                .orElseThrow(() -> new KsailException(
                        "The images of %s can't be loaded into VCluster '%s'"
                                .formatted(images.name(), request.spec().name()),
                        "its pods run on the nodes of the host, which are not ours to put images onto",
                        "push them to a registry that the host pulls from, let KSail start the host (embedded), or use"
                                + " another distribution"))
                .load(images);
    }
}
