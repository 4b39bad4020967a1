package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.internal.Causes;
import io.ksail.internal.Durations;
import io.ksail.spec.ClusterSpec;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of a shared cluster. The last one out deletes it, unless it is to be kept for a while. Who is the last one is
 * decided on the host: every change is made to the namespace as it was looked at, or made again.
 */
final class ClaimRelease implements Disposal {

    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);
    private static final int ATTEMPTS = 50;

    private final KubernetesClient host;
    private final ClusterSpec spec;
    private final String uid;
    private final HostClock clock;
    private final Optional<Lease> lease;
    private final ClusterClaim claim;
    private final boolean creator;
    private volatile boolean begun;

    ClaimRelease(
            KubernetesClient host,
            ClusterSpec spec,
            String uid,
            HostClock clock,
            Optional<Lease> lease,
            ClusterClaim claim,
            boolean creator) {
        this.host = host;
        this.spec = spec;
        this.uid = uid;
        this.clock = clock;
        this.lease = lease;
        this.claim = claim;
        this.creator = creator;
        ShutdownCleanup.add(this, uid);
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public boolean begun() {
        return begun;
    }

    @Override
    public void run() {
        begun = true;
        letGo(claim.keepFor());
    }

    @Override
    public Optional<String> ranOut() {
        return lease.flatMap(Lease::ranOut);
    }

    @Override
    public void detach() {
        lease.ifPresent(Lease::close);
        ShutdownCleanup.remove(this);
    }

    @Override
    public void retainFor(Duration time) {
        letGo(Optional.of(time));
    }

    @Override
    public void retain() {
        detach();
        lease.ifPresent(Lease::end);
        new NamespaceAnnotations(host, spec.namespace())
                .writeIf(uid, Map.of(claim.key(), Optional.of(ClusterClaim.forGood())));
    }

    private void letGo(Optional<Duration> keepFor) {
        // A thread that was told to stop still has this to do, and its calls would fail at once.
        boolean interrupted = Thread.interrupted();
        lease.ifPresent(Lease::close);
        try {
            for (int attempt = 1; !isLetGo(keepFor, attempt == ATTEMPTS); attempt++) {
                LOG.debug("cluster {}: others let go of it too, attempt {}", spec.name(), attempt);
            }
        } catch (KubernetesClientException e) {
            throw new KsailException(
                    "The shared cluster '%s' could not be let go".formatted(spec.name()),
                    Causes.message(e),
                    "the host deletes namespace %s by itself once nobody renews its lease of %s"
                            .formatted(spec.namespace(), Durations.readable(spec.lease())),
                    e);
        } finally {
            ShutdownCleanup.remove(this);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** False if somebody changed the namespace meanwhile. */
    private boolean isLetGo(Optional<Duration> keepFor, boolean lastAttempt) {
        Namespace seen = host.namespaces().withName(spec.namespace()).get();
        if (seen == null
                || !uid.equals(seen.getMetadata().getUid())
                || seen.getMetadata().getDeletionTimestamp() != null) {
            return true;
        }
        try {
            letGo(seen, keepFor);
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || lastAttempt) {
                throw e;
            }
            return false;
        }
    }

    private void letGo(Namespace seen, Optional<Duration> keepFor) {
        Instant now = clock.now();
        boolean unfinished = creator
                && ClusterLabels.annotation(seen, ClusterLabels.READY_SINCE).isEmpty();
        boolean last = !claim.isAmongOthers(seen, now);
        if (unfinished || (last && keepFor.isEmpty())) {
            // Whoever waits for one that is not finished creates it anew.
            new NamespaceDeletion(host).deleteAsSeen(seen);
            LOG.info("cluster {}: nobody else uses it, its deletion is under way", spec.name());
            return;
        }
        Map<String, Optional<String>> changes = new HashMap<>();
        ClusterClaim.ended(seen, now).forEach(ended -> changes.put(ended, Optional.empty()));
        changes.put(claim.key(), keepFor.map(time -> ClusterClaim.until(now, time)));
        keepFor.ifPresent(time -> {
            LeaseLength.atLeast(time, seen).ifPresent(changes::putAll);
            if (last) {
                changes.put(ClusterLabels.EXPIRES, Optional.of(ClusterClaim.until(now, time)));
            }
        });
        new NamespaceAnnotations(host, spec.namespace()).writeIfStill(seen, changes);
        LOG.info(
                "cluster {}: let go; {}",
                spec.name(),
                last ? "it stays for " + Durations.readable(keepFor.orElseThrow()) : "others use it");
    }
}
