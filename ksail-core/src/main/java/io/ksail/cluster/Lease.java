package io.ksail.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.Causes;
import io.ksail.spec.ClusterSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says on the host, again and again, that a cluster is still wanted. When this process falls silent the lease runs out,
 * and the host deletes the cluster by itself (see {@link LeaseGuard}).
 */
final class Lease implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
    private static final int RENEWALS_PER_LEASE = 4;
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "ksail-lease");
        thread.setDaemon(true);
        return thread;
    });

    private final ClusterSpec spec;
    private final String uid;
    private final HostClock clock;
    private final List<String> annotations;
    private final NamespaceNotes notes;
    private final ScheduledFuture<?> renewals;
    private volatile boolean closed;

    /**
     * Begins to renew.
     *
     * @param uid which namespace of the name
     * @param annotations which ones say until when
     */
    Lease(KubernetesClient host, ClusterSpec spec, String uid, HostClock clock, List<String> annotations) {
        this.spec = spec;
        this.uid = uid;
        this.clock = clock;
        this.annotations = annotations;
        this.notes = new NamespaceNotes(host, spec.namespace());
        long period = spec.lease().toMillis() / RENEWALS_PER_LEASE;
        this.renewals = CLOCK.scheduleWithFixedDelay(this::renew, 0, period, TimeUnit.MILLISECONDS);
    }

    /** At once for the first time: the namespace was made before the host's clock was known. */
    private synchronized void renew() {
        if (closed) {
            return;
        }
        try {
            String until = Ownership.expiry(spec, clock.now());
            notes.writeIf(
                    uid,
                    annotations.stream().collect(Collectors.toMap(Function.identity(), key -> Optional.of(until))));
        } catch (KubernetesClientException e) {
            LOG.warn("The lease of cluster {} was not renewed: {}", spec.name(), Causes.words(e));
        }
    }

    @Override
    public void close() {
        closed = true;
        renewals.cancel(false);
    }

    /** Takes the lease off the cluster, which is then wanted for good. */
    void end() {
        close();
        write(Map.of(Ownership.EXPIRES, Optional.empty(), Ownership.LEASE_SECONDS, Optional.empty()));
    }

    /** The last renewal, for another time than those before. */
    void endIn(Duration time) {
        close();
        write(Map.of(
                Ownership.EXPIRES,
                Optional.of(Holder.until(clock.now(), time)),
                Ownership.LEASE_SECONDS,
                Optional.of(String.valueOf(Math.max(1, time.toSeconds())))));
    }

    /** Not while a renewal is on its way, which would undo it. */
    private synchronized void write(Map<String, Optional<String>> values) {
        notes.writeIf(uid, values);
    }
}
