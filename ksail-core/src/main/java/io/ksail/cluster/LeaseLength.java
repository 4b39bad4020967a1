package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** How long the guard of a namespace waits for a renewal: as long as whoever wants the cluster longest. Only grows. */
final class LeaseLength {

    private LeaseLength() {}

    /** What to write on the namespace so that its guard waits for at least that long; empty if it does already. */
    static Optional<Map<String, Optional<String>>> atLeast(Duration time, Namespace namespace) {
        long seconds = Math.max(1, time.toSeconds());
        long now = ClusterLabels.annotation(namespace, ClusterLabels.LEASE_SECONDS)
                .filter(text -> text.matches("\\d{1,9}"))
                .map(Long::parseLong)
                .orElse(0L);
        return seconds <= now
                ? Optional.empty()
                : Optional.of(Map.of(ClusterLabels.LEASE_SECONDS, Optional.of(String.valueOf(seconds))));
    }
}
