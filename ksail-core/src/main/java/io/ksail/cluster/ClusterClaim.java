package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.ksail.internal.SharedSpecification;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
record ClusterClaim(String key, SharedSpecification specification, Optional<Duration> keepFor) {

    static final String PREFIX = "holder.ksail.io/";

    private static final Instant FOR_GOOD = Instant.parse("9999-01-01T00:00:00Z");

    static ClusterClaim of(ClusterSpec spec, ShareOptions options) {
        return new ClusterClaim(
                PREFIX + ClusterName.generatedFor(ClusterClaim.class),
                SharedSpecification.of(spec).with(options.agreed()),
                options.keepFor());
    }

    /** What is on the namespace of a shared cluster from the beginning. */
    Map<String, String> annotations(Duration lease) {
        return Map.of(
                ClusterLabels.SHARED,
                specification.asJson(),
                ClusterLabels.LEASE_SECONDS,
                String.valueOf(Math.max(1, lease.toSeconds())),
                key,
                ClusterLabels.fromCreation(lease));
    }

    static String forGood() {
        return FOR_GOOD.toString();
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

    static String until(Instant now, Duration time) {
        return now.plus(time).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
