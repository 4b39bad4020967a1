package io.ksail.internal.namespace;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.Causes;
import io.ksail.internal.Durations;
import io.ksail.internal.Stopwatch;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says on the host, again and again, that a cluster is still wanted. When this process falls silent the lease runs out,
 * and the host deletes the cluster by itself (see {@link LeaseGuard}). It ends by itself when there is nothing to renew.
 */
final class Lease implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
    private static final int RENEWALS_PER_LEASE = 4;
    private static final Set<Integer> MAYBE_GONE =
            Set.of(HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_CONFLICT);

    /** Several, so that a host that does not answer holds up no other's renewals. */
    private static final int THREADS = 4;

    private static final ScheduledThreadPoolExecutor CLOCK = new ScheduledThreadPoolExecutor(THREADS, task -> {
        Thread thread = new Thread(task, "ksail-lease");
        thread.setDaemon(true);
        return thread;
    });

    static {
        // Or a cluster that is gone would be remembered until its next renewal.
        CLOCK.setRemoveOnCancelPolicy(true);
    }

    private final ClusterNamespace namespace;
    private final Duration length;
    private final List<String> annotations;
    private final Duration period;
    private final ScheduledFuture<?> renewals;
    private volatile boolean closed;
    private volatile Stopwatch sinceRenewed = Stopwatch.started();
    private volatile boolean failing;
    private volatile Duration longestSilence = Duration.ZERO;
    private volatile String lastFailure = "";

    /**
     * Begins to renew.
     *
     * @param namespace what is leased
     * @param length how long it may stay without a renewal
     * @param annotations which ones say until when
     */
    Lease(ClusterNamespace namespace, Duration length, List<String> annotations) {
        this.namespace = namespace;
        this.length = length;
        this.annotations = annotations;
        this.period = length.dividedBy(RENEWALS_PER_LEASE);
        this.renewals = CLOCK.scheduleWithFixedDelay(this::renew, 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How many seconds the guard waits for a renewal, where that was ever changed. */
    static long lengthOn(Namespace seen) {
        return ClusterLabels.annotation(seen, ClusterLabels.LEASE_SECONDS)
                .filter(text -> text.matches("\\d{1,9}"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    /**
     * What would explain that the cluster is gone: that its lease could not be renewed for longer than it lasts.
     *
     * @return a part of a sentence; empty as long as nothing of the kind has happened
     */
    Optional<String> ranOut() {
        Duration silence = failing ? sinceRenewed.elapsed() : longestSilence;
        return silence.compareTo(length) < 0
                ? Optional.empty()
                : Optional.of("its lease of %s could not be renewed for %s (%s)"
                        .formatted(Durations.readable(length), Durations.readable(silence), lastFailure));
    }

    private synchronized void renew() {
        if (closed) {
            return;
        }
        try {
            // A machine that has slept is behind; what it has just written may be over already.
            if (renewed().compareTo(period) > 0) {
                renewed();
            }
            if (failing) {
                failing = false;
                longestSilence = sinceRenewed.elapsed();
                LOG.info("The lease of cluster {} is renewed again", namespace.cluster());
            }
            sinceRenewed = Stopwatch.started();
        } catch (RuntimeException e) {
            notRenewed(e);
        }
    }

    /** Gives by how much the clock was slow. */
    private Duration renewed() {
        HostClock clock = namespace.clock();
        String until = ClusterLabels.seconds(clock.now().plus(length));
        return clock.set(namespace.annotate(
                annotations.stream().collect(Collectors.toMap(Function.identity(), key -> Optional.of(until)))));
    }

    private void notRenewed(RuntimeException e) {
        if (e instanceof KubernetesClientException refused && MAYBE_GONE.contains(refused.getCode()) && isGone()) {
            close();
            LOG.warn(
                    "The lease of cluster {} ends: namespace {} is not on its host any more",
                    namespace.cluster(),
                    namespace.name());
            return;
        }
        if (!failing) {
            LOG.warn(
                    "The lease of cluster {} was not renewed, trying again: {}",
                    namespace.cluster(),
                    Causes.message(e));
        }
        lastFailure = Causes.message(e);
        failing = true;
    }

    private boolean isGone() {
        try {
            return namespace.now().isEmpty();
        } catch (KubernetesClientException e) {
            return false;
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
        write(Map.of(ClusterLabels.EXPIRES, Optional.empty(), ClusterLabels.LEASE_SECONDS, Optional.empty()));
    }

    /** The last renewal, for another time than those before. */
    void endIn(Duration time) {
        close();
        write(Map.of(
                ClusterLabels.EXPIRES,
                Optional.of(ClusterLabels.seconds(namespace.clock().now().plus(time))),
                ClusterLabels.LEASE_SECONDS,
                Optional.of(ClusterLabels.leaseSeconds(time))));
    }

    /** Not while a renewal is on its way, which would undo it. */
    private synchronized void write(Map<String, Optional<String>> values) {
        namespace.annotate(values);
    }
}
