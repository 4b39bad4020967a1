package io.ksail.internal.namespace;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.internal.Causes;
import io.ksail.internal.Durations;
import io.ksail.spec.ClusterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a cluster leaves this process, once: when it is closed, when its creation has failed, or when the JVM is told to end.
 * It is deleted, or kept; one that is shared is let go of, and the last one out deletes it. Who is the last one is decided
 * on the host: every change is made to the namespace as it was looked at, or made again. Thread-safe.
 */
public final class Disposal implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Disposal.class);

    private final ClusterNamespace namespace;
    private final Duration leaseLength;
    private final Optional<Lease> lease;
    private final Optional<ClusterClaim> claim;
    private final boolean creator;
    private volatile boolean begun;

    private Disposal(
            ClusterNamespace namespace,
            Duration leaseLength,
            Optional<Lease> lease,
            Optional<ClusterClaim> claim,
            boolean creator) {
        this.namespace = namespace;
        this.leaseLength = leaseLength;
        this.lease = lease;
        this.claim = claim;
        this.creator = creator;
        ShutdownCleanup.add(this, namespace.uid());
    }

    /**
     * Of a cluster whose namespace this process has just made: renewed from now on, and removed whatever happens.
     *
     * @param namespace the namespace
     * @param leaseLength how long it may stay without a renewal
     * @param claim this process's claim, where it is shared
     * @return what to run at the end
     */
    public static Disposal ofMade(ClusterNamespace namespace, Duration leaseLength, Optional<ClusterClaim> claim) {
        Stream<String> claims = claim.map(ClusterClaim::key).stream();
        Lease lease = new Lease(
                namespace,
                leaseLength,
                Stream.concat(Stream.of(ClusterLabels.EXPIRES), claims).toList());
        return new Disposal(namespace, leaseLength, Optional.of(lease), claim, true);
    }

    /**
     * Of a cluster that was begun for nobody in particular, and is this process's own from now on: as if it had just made it.
     *
     * @param namespace the namespace
     * @param spec what it is wanted for, and how long it may stay without a renewal
     * @param leaseAtFirst how long its guard would wait for one by itself
     * @return what to run at the end
     * @throws KubernetesClientException if the host does not take note of it, as it is gone, for example
     */
    public static Disposal ofTaken(ClusterNamespace namespace, ClusterSpec spec, Duration leaseAtFirst) {
        namespace.annotate(
                ClusterLabels.taken(spec, leaseAtFirst, namespace.clock().now()));
        return ofMade(namespace, spec.lease(), Optional.empty());
    }

    /**
     * Of a shared cluster that this process has joined: from now on it keeps it alive, whatever becomes of its creator.
     *
     * @param namespace the namespace
     * @param seen how it is
     * @param leaseLength how long it may stay without a renewal
     * @param claim this process's claim
     * @return what to run at the end
     */
    public static Disposal ofJoined(
            ClusterNamespace namespace, Namespace seen, Duration leaseLength, ClusterClaim claim) {
        Stream<String> kept =
                ClusterLabels.annotation(seen, ClusterLabels.EXPIRES).stream().map(until -> ClusterLabels.EXPIRES);
        Lease lease = new Lease(
                namespace,
                leaseLength,
                Stream.concat(kept, Stream.of(claim.key())).toList());
        return new Disposal(namespace, leaseLength, Optional.of(lease), Optional.of(claim), false);
    }

    /**
     * Of a shared cluster that this process has claimed, and waits for.
     *
     * @param namespace the namespace
     * @param leaseLength how long the claim lasts
     * @param claim this process's claim, which is not renewed
     * @return what to run when it is not joined after all
     */
    public static Disposal ofClaimed(ClusterNamespace namespace, Duration leaseLength, ClusterClaim claim) {
        return new Disposal(namespace, leaseLength, Optional.empty(), Optional.of(claim.keepingNothing()), false);
    }

    /**
     * What it is about.
     *
     * @return the cluster's namespace
     */
    public ClusterNamespace namespace() {
        return namespace;
    }

    /**
     * Whether it has begun: what happens to the cluster from then on is nobody's loss.
     *
     * @return true from the first {@link #run}
     */
    public boolean begun() {
        return begun;
    }

    /**
     * Why the cluster may be gone, if its lease could not be renewed for longer than it lasts.
     *
     * @return a part of a sentence
     */
    public Optional<String> ranOut() {
        return lease.flatMap(Lease::ranOut);
    }

    /** Deletes it, or lets go of it where it is shared; the host goes on by itself. */
    @Override
    public void run() {
        begun = true;
        end(claim.flatMap(ClusterClaim::keepFor));
    }

    /** From now on the cluster is not this process's to remove; its lease is no longer renewed. */
    public void detach() {
        lease.ifPresent(Lease::close);
        ShutdownCleanup.remove(this);
    }

    /** As {@link #detach()}, and without a lease: it stays until somebody deletes it. */
    public void retain() {
        detach();
        try {
            lease.ifPresent(Lease::end);
            claim.map(ClusterClaim::claimingForGood).ifPresent(namespace::annotate);
        } catch (KubernetesClientException e) {
            throw new KsailException(
                    "The lease of cluster '%s' can't be taken off".formatted(namespace.cluster()),
                    Causes.message(e),
                    "the host deletes it in %s; to keep it: kubectl annotate namespace %s %s-"
                            .formatted(Durations.readable(leaseLength), namespace.name(), ClusterLabels.EXPIRES),
                    e);
        }
    }

    /**
     * As {@link #detach()}, with one more lease, of another length. One that is shared stays for that long also when nobody
     * else uses it any more.
     *
     * @param time how long
     */
    public void retainFor(Duration time) {
        if (claim.isPresent()) {
            end(Optional.of(time));
            return;
        }
        detach();
        try {
            lease.ifPresent(last -> last.endIn(time));
        } catch (KubernetesClientException e) {
            throw new KsailException(
                    "The lease of cluster '%s' can't be prolonged".formatted(namespace.cluster()),
                    Causes.message(e),
                    "the host deletes it in %s".formatted(Durations.readable(leaseLength)),
                    e);
        }
    }

    private void end(Optional<Duration> keepFor) {
        // A thread that was told to stop still has this to do, and its calls would fail at once.
        boolean interrupted = Thread.interrupted();
        lease.ifPresent(Lease::close);
        try {
            if (claim.isPresent()) {
                namespace.change(seen -> released(claim.get(), seen, keepFor));
            } else {
                LOG.info(
                        namespace.delete()
                                ? "cluster {}: its deletion is under way"
                                : "cluster {}: nothing to delete, its namespace is going or gone already",
                        namespace.cluster());
            }
        } catch (KubernetesClientException e) {
            throw failure(e);
        } finally {
            ShutdownCleanup.remove(this);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** To a namespace that nobody has changed since. */
    private Namespace released(ClusterClaim claim, Namespace seen, Optional<Duration> keepFor) {
        Instant now = namespace.clock().now();
        boolean unfinished = creator
                && ClusterLabels.annotation(seen, ClusterLabels.READY_SINCE).isEmpty();
        boolean last = !claim.isAmongOthers(seen, now);
        if (unfinished || (last && keepFor.isEmpty())) {
            // Whoever waits for one that is not finished creates it anew.
            namespace.deleteUnchanged(seen);
            LOG.info("cluster {}: nobody else uses it, its deletion is under way", namespace.cluster());
            return seen;
        }
        Map<String, Optional<String>> changes = new HashMap<>();
        ClusterClaim.ended(seen, now).forEach(ended -> changes.put(ended, Optional.empty()));
        changes.put(claim.key(), Optional.empty());
        keepFor.ifPresent(time -> {
            changes.putAll(claim.claiming(now, time, seen));
            if (last) {
                changes.put(ClusterLabels.EXPIRES, changes.get(claim.key()));
            }
        });
        Namespace released = namespace.annotate(seen, changes);
        LOG.info(
                "cluster {}: let go; {}",
                namespace.cluster(),
                last ? "it stays for " + Durations.readable(keepFor.orElseThrow()) : "others use it");
        return released;
    }

    private KsailException failure(KubernetesClientException e) {
        return claim.isPresent()
                ? new KsailException(
                        "The shared cluster '%s' could not be let go".formatted(namespace.cluster()),
                        Causes.message(e),
                        "the host deletes namespace %s by itself once nobody renews its lease of %s"
                                .formatted(namespace.name(), Durations.readable(leaseLength)),
                        e)
                : new KsailException(
                        "Cluster '%s' could not be deleted".formatted(namespace.cluster()),
                        Causes.message(e),
                        "the host deletes namespace %s by itself when its lease of %s runs out; or: kubectl delete namespace %s"
                                .formatted(namespace.name(), Durations.readable(leaseLength), namespace.name()),
                        e);
    }
}
