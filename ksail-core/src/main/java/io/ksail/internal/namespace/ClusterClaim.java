package io.ksail.internal.namespace;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.ksail.internal.SharedSpecification;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One process's claim to a shared cluster: an annotation on its namespace that says until when it holds. A claim whose
 * time has passed does not count, so one of a killed process ends by itself.
 *
 * @param key the annotation
 * @param specification what this process and all others have to agree on
 * @param keepFor how long the cluster stays after this process has let go of it, unless others use it
 */
public record ClusterClaim(String key, SharedSpecification specification, Optional<Duration> keepFor) {

    static final String PREFIX = "holder.ksail.io/";

    private static final Instant FOR_GOOD = Instant.parse("9999-01-01T00:00:00Z");

    /**
     * One of this process, of its own.
     *
     * @param spec the cluster
     * @param agreed what all who share it have to agree on besides, by name
     * @param keepFor how long the cluster stays after this process has let go of it
     * @return the claim
     */
    public static ClusterClaim of(ClusterSpec spec, Map<String, String> agreed, Optional<Duration> keepFor) {
        return new ClusterClaim(
                PREFIX + ClusterName.generatedFor(ClusterClaim.class),
                SharedSpecification.of(spec).with(agreed),
                keepFor);
    }

    /**
     * The same, but the cluster is not kept when it is released.
     *
     * @return a new value
     */
    public ClusterClaim keepingNothing() {
        return new ClusterClaim(key, specification, Optional.empty());
    }

    /**
     * What is on the namespace of a shared cluster from the beginning.
     *
     * @param lease until when it is claimed at first, from the creation of the namespace
     * @return annotations
     */
    public Map<String, String> annotations(Duration lease) {
        return Map.of(
                ClusterLabels.SHARED,
                specification.asJson(),
                ClusterLabels.LEASE_SECONDS,
                ClusterLabels.leaseSeconds(lease),
                key,
                ClusterLabels.fromCreation(lease));
    }

    /**
     * What to write on the namespace so that this process claims it for a time, and its guard waits for at least as long.
     *
     * @param now the time on the host
     * @param time how long
     * @param seen the namespace as it is
     * @return annotations
     */
    public Map<String, Optional<String>> claiming(Instant now, Duration time, Namespace seen) {
        Map<String, Optional<String>> changes = new HashMap<>();
        changes.put(key, Optional.of(ClusterLabels.seconds(now.plus(time))));
        long seconds = Math.max(1, time.toSeconds());
        // Only grows: it waits as long as whoever wants the cluster longest.
        if (seconds > Lease.lengthOn(seen)) {
            changes.put(ClusterLabels.LEASE_SECONDS, Optional.of(String.valueOf(seconds)));
        }
        return changes;
    }

    /**
     * What to write on the namespace so that this process claims it until somebody deletes it.
     *
     * @return annotations
     */
    Map<String, Optional<String>> claimingForGood() {
        return Map.of(key, Optional.of(FOR_GOOD.toString()));
    }

    /** Whether anybody else's claim holds. */
    boolean isAmongOthers(Namespace namespace, Instant now) {
        return claims(namespace).entrySet().stream()
                .anyMatch(claim ->
                        !claim.getKey().equals(key) && !claim.getValue().isBefore(now));
    }

    /** Claims that hold no more, to be taken off. */
    static Stream<String> ended(Namespace namespace, Instant now) {
        return claims(namespace).entrySet().stream()
                .filter(claim -> claim.getValue().isBefore(now))
                .map(Map.Entry::getKey);
    }

    /** Until when each process claims it. */
    static Map<String, Instant> claims(HasMetadata namespace) {
        Map<String, Instant> claims = new LinkedHashMap<>();
        Optional.ofNullable(namespace.getMetadata().getAnnotations())
                .orElse(Map.of())
                .forEach((key, value) -> {
                    if (key.startsWith(PREFIX)) {
                        ClusterLabels.moment(namespace, value).ifPresent(until -> claims.put(key, until));
                    }
                });
        return claims;
    }
}
