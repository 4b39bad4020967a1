package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.internal.Causes;
import io.ksail.internal.Durations;
import io.ksail.spec.ClusterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes one cluster from its host, once: at close, when its creation failed, or when the JVM is told to end. */
final class ClusterCleanup implements Disposal {

    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);

    private final KubernetesClient host;
    private final ClusterSpec spec;
    private final String uid;
    private final HostClock clock;
    private final Lease lease;
    private volatile boolean begun;

    ClusterCleanup(KubernetesClient host, ClusterSpec spec, Namespace namespace, HostClock clock, List<String> claims) {
        this.host = host;
        this.spec = spec;
        this.uid = namespace.getMetadata().getUid();
        this.clock = clock;
        this.lease = new Lease(
                host,
                spec,
                uid,
                clock,
                Stream.concat(Stream.of(ClusterLabels.EXPIRES), claims.stream()).toList());
        ShutdownCleanup.add(this, uid);
    }

    @Override
    public String uid() {
        return uid;
    }

    /** The time on the host. */
    Instant now() {
        return clock.now();
    }

    /** The cluster is handed over to whoever shares it, this process among them. */
    ClaimRelease shared(ClusterClaim claim) {
        ShutdownCleanup.remove(this);
        return new ClaimRelease(host, spec, uid, clock, Optional.of(lease), claim, true);
    }

    @Override
    public Optional<String> ranOut() {
        return lease.ranOut();
    }

    @Override
    public void detach() {
        lease.close();
        ShutdownCleanup.remove(this);
    }

    @Override
    public void retainFor(Duration time) {
        detach();
        try {
            lease.endIn(time);
        } catch (KubernetesClientException e) {
            throw new KsailException(
                    "The lease of cluster '%s' can't be prolonged".formatted(spec.name()),
                    Causes.message(e),
                    "the host deletes it in %s".formatted(Durations.readable(spec.lease())),
                    e);
        }
    }

    @Override
    public void retain() {
        detach();
        try {
            lease.end();
        } catch (KubernetesClientException e) {
            throw new KsailException(
                    "The lease of cluster '%s' can't be taken off".formatted(spec.name()),
                    Causes.message(e),
                    "the host deletes it in %s; to keep it: kubectl annotate namespace %s %s-"
                            .formatted(Durations.readable(spec.lease()), spec.namespace(), ClusterLabels.EXPIRES),
                    e);
        }
    }

    @Override
    public boolean begun() {
        return begun;
    }

    @Override
    public void run() {
        begun = true;
        // A thread that was told to stop still has this to do, and its calls would fail at once.
        boolean interrupted = Thread.interrupted();
        lease.close();
        try {
            boolean asked = new NamespaceDeletion(host).delete(spec.namespace(), uid);
            LOG.info(
                    asked
                            ? "cluster {}: its deletion is under way"
                            : "cluster {}: nothing to delete, its namespace is going or gone already",
                    spec.name());
        } catch (KubernetesClientException e) {
            throw new KsailException(
                    "Cluster '%s' could not be deleted".formatted(spec.name()),
                    Causes.message(e),
                    "the host deletes namespace %s by itself when its lease of %s runs out; or: kubectl delete namespace %s"
                            .formatted(spec.namespace(), Durations.readable(spec.lease()), spec.namespace()),
                    e);
        } finally {
            ShutdownCleanup.remove(this);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
