package io.ksail.distribution.vcluster;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.KsailException;
import io.ksail.diagnosis.NamespaceWatch;
import io.ksail.distribution.Nodes;
import io.ksail.distribution.StartRequest;
import io.ksail.image.ImageSource;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A VCluster's control plane, which keeps its kubeconfig in a Secret; its nodes are the host's. */
final class VClusterNodes implements Nodes {

    private static final Logger LOG = LoggerFactory.getLogger(VClusterDistribution.class);
    private static final String KEY = "config";

    private final StartRequest request;

    VClusterNodes(StartRequest request) {
        this.request = request;
    }

    @Override
    public CompletableFuture<String> adminKubeconfig(NamespaceWatch watch) {
        CompletableFuture<List<Secret>> secret = request.host()
                .secrets()
                .inNamespace(request.namespace())
                .withName("vc-" + request.spec().name())
                .informOnCondition(found -> kubeconfig(found).isPresent());
        CompletableFuture<String> kubeconfig =
                secret.thenApply(found -> kubeconfig(found).orElseThrow());
        kubeconfig.whenComplete((yaml, failure) -> secret.cancel(true));
        return kubeconfig;
    }

    private static Optional<String> kubeconfig(List<Secret> found) {
        return found.stream()
                .map(Secret::getData)
                .filter(data -> data != null && data.containsKey(KEY))
                .map(data -> new String(Base64.getDecoder().decode(data.get(KEY)), StandardCharsets.UTF_8))
                .findFirst();
    }

    /** No pod is taken to the host before the Service of the cluster's DNS is there, and no event says so. */
    @Override
    public CompletableFuture<?> startingPods(KubernetesClient nested) {
        if (!VClusterValues.hasClusterDns(request.spec())) {
            LOG.warn(
                    "cluster {}: vcluster.yaml switches CoreDNS off, and VCluster starts no pod until there is a Service"
                            + " kube-system/kube-dns",
                    request.spec().name());
            return CompletableFuture.completedFuture(null);
        }
        return nested.services()
                .inNamespace("kube-system")
                .withName("kube-dns")
                .informOnCondition(found -> !found.isEmpty());
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
