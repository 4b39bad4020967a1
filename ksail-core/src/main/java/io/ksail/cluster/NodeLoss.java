package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.ksail.diagnosis.PodState;
import io.ksail.spec.ClusterSpec;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when a control plane's pod is taken away from under a cluster that keeps its state in that pod: what comes
 * back is another cluster with other certificates, and a test would see nothing but a TLS error.
 */
final class NodeLoss implements AutoCloseable, ResourceEventHandler<Pod> {

    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);

    private final ClusterSpec spec;
    private final BooleanSupplier over;
    private final SharedIndexInformer<Pod> informer;
    private volatile @Nullable ClusterLostException loss;

    NodeLoss(KubernetesClient host, ClusterSpec spec, Map<String, String> controlPlane, BooleanSupplier over) {
        this.spec = spec;
        this.over = over;
        this.informer = host.pods()
                .inNamespace(spec.namespace())
                .withLabels(controlPlane)
                .runnableInformer(0);
        informer.addEventHandler(this);
        informer.start();
    }

    Optional<ClusterLostException> seen() {
        return Optional.ofNullable(loss);
    }

    @Override
    public void onAdd(Pod pod) {
        // Nothing is lost.
    }

    @Override
    public void onUpdate(Pod before, Pod after) {
        // What containers do while their pod is being deleted is no problem of theirs.
        if (after.getMetadata().getDeletionTimestamp() == null) {
            PodState.problem(after).ifPresent(problem -> lost(problem));
        }
    }

    @Override
    public void onDelete(Pod pod, boolean finalStateUnknown) {
        lost("its pod %s was deleted on the host".formatted(pod.getMetadata().getName()));
    }

    private synchronized void lost(String how) {
        if (over.getAsBoolean() || loss != null || spec.persistence().enabled()) {
            return;
        }
        loss = new ClusterLostException(
                "Cluster '%s' is lost".formatted(spec.name()),
                how + ", and its state with it",
                "find out who did that: an eviction, a drained or restarted node, another user; with persistence a"
                        + " cluster survives it");
        LOG.warn("{}", loss.getMessage());
    }

    @Override
    public void close() {
        informer.close();
    }
}
