package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.internal.Causes;
import io.ksail.internal.Durations;
import io.ksail.spec.ClusterSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes one cluster from its host, once: at close, when its creation failed, or when the JVM is told to end. */
final class Removal implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);

    private final KubernetesClient host;
    private final ClusterSpec spec;
    private final String uid;
    private final Lease lease;
    private volatile boolean begun;

    Removal(KubernetesClient host, ClusterSpec spec, Namespace namespace, HostClock clock) {
        this.host = host;
        this.spec = spec;
        this.uid = namespace.getMetadata().getUid();
        this.lease = new Lease(host, spec, clock);
        OpenClusters.add(this);
    }

    /** From now on the cluster is not this process's to remove; its lease is no longer renewed. */
    void forgo() {
        lease.close();
        OpenClusters.remove(this);
    }

    /** As {@link #forgo()}, and without a lease: it stays until somebody deletes it. */
    void forgoForGood() {
        forgo();
        try {
            lease.end();
        } catch (KubernetesClientException e) {
            throw new KsailException(
                    "The lease of cluster '%s' can't be taken off".formatted(spec.name()),
                    Causes.words(e),
                    "the host deletes it in %s; to keep it: kubectl annotate namespace %s %s-"
                            .formatted(Durations.readable(spec.lease()), spec.namespace(), Ownership.EXPIRES),
                    e);
        }
    }

    boolean begun() {
        return begun;
    }

    @Override
    public void run() {
        begun = true;
        // A thread that was told to stop still has this to do, and its calls would fail at once.
        boolean interrupted = Thread.interrupted();
        lease.close();
        try {
            new NamespaceDeletion(host).delete(spec.namespace(), uid);
            LOG.info("cluster {}: its deletion is under way", spec.name());
        } catch (KubernetesClientException e) {
            throw new KsailException(
                    "Cluster '%s' could not be deleted".formatted(spec.name()),
                    Causes.words(e),
                    "the host deletes namespace %s by itself when its lease of %s runs out; or: kubectl delete namespace %s"
                            .formatted(spec.namespace(), Durations.readable(spec.lease()), spec.namespace()),
                    e);
        } finally {
            OpenClusters.remove(this);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
