package io.ksail.internal.namespace;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.ksail.spec.ClusterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ClusterClaimTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final ClusterSpec SPEC = ClusterSpec.named("shared").build();

    @Test
    void a_claim_counts_until_its_time_has_passed() {
        ClusterClaim mine = ClusterClaim.of(SPEC, Map.of(), Optional.empty());
        Namespace namespace = namespace(Map.of(
                mine.key(),
                "2026-11-25T12:05:00Z",
                ClusterClaim.PREFIX + "killed",
                "2026-11-25T11:59:59Z",
                "ksail.io/expires",
                "2026-11-25T11:59:00Z"));
        assertThat(mine.isAmongOthers(namespace, NOW)).isFalse();
        assertThat(ClusterClaim.ended(namespace, NOW)).containsExactly(ClusterClaim.PREFIX + "killed");
        assertThat(ClusterClaim.of(SPEC, Map.of(), Optional.empty()).isAmongOthers(namespace, NOW))
                .isTrue();
        assertThat(ClusterLabels.hasExpired(namespace, NOW))
                .as("somebody claims it")
                .isFalse();
        assertThat(ClusterLabels.hasExpired(namespace, NOW.plus(Duration.ofMinutes(6))))
                .isTrue();
    }

    @Test
    void the_guard_waits_as_long_as_whoever_wants_it_longest() {
        Namespace namespace = namespace(Map.of("ksail.io/lease-seconds", "600"));
        ClusterClaim mine = ClusterClaim.of(SPEC, Map.of(), Optional.empty());
        assertThat(mine.claiming(NOW, Duration.ofMinutes(5), namespace))
                .isEqualTo(Map.of(mine.key(), Optional.of("2026-11-25T12:05:00Z")));
        assertThat(mine.claiming(NOW, Duration.ofHours(1), namespace))
                .isEqualTo(Map.of(
                        mine.key(),
                        Optional.of("2026-11-25T13:00:00Z"),
                        "ksail.io/lease-seconds",
                        Optional.of("3600")));
    }

    private static Namespace namespace(Map<String, String> annotations) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName("k3k-shared")
                .withAnnotations(annotations)
                .endMetadata()
                .build();
    }
}
