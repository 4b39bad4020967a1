package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.ksail.internal.SharedSpecification;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What can be decided about a shared cluster without a host. */
class SharingTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final ClusterSpec SPEC = ClusterSpec.named("shared").build();

    @Test
    void what_makes_it_another_cluster_has_to_be_the_same_for_all() {
        SharedSpecification theirs = SharedSpecification.of(SPEC);
        SharedSpecification read = SharedSpecification.parse(theirs.asJson()).orElseThrow();
        assertThat(read).isEqualTo(theirs);
        read.require(
                SharedSpecification.of(SPEC.toBuilder()
                        .lease(Duration.ofHours(4))
                        .readyTimeout(Duration.ofMinutes(9))
                        .requestedBy("somebody else")
                        .build()),
                new ClusterName("shared"),
                "them",
                "me");
        assertThatThrownBy(() -> read.require(
                        SharedSpecification.of(SPEC.toBuilder()
                                        .readiness(Readiness.API)
                                        .workers(2)
                                        .build())
                                .with(Map.of("manifests", "[app.yaml]")),
                        new ClusterName("shared"),
                        "them",
                        "me"))
                .hasMessageContaining("readiness is %s there and %s here".formatted(Readiness.USABLE, Readiness.API))
                .hasMessageContaining("workers is 0 there and 2 here")
                .hasMessageContaining("manifests is null there and [app.yaml] here");
    }

    @Test
    void a_claim_counts_until_its_time_has_passed() {
        ClusterClaim mine = ClusterClaim.of(SPEC, ShareOptions.DEFAULT);
        Namespace namespace = namespace(Map.of(
                mine.key(),
                "2026-11-25T12:05:00Z",
                ClusterClaim.PREFIX + "killed",
                "2026-11-25T11:59:59Z",
                "ksail.io/expires",
                "2026-11-25T11:59:00Z"));
        assertThat(mine.isAmongOthers(namespace, NOW)).isFalse();
        assertThat(ClusterClaim.ended(namespace, NOW)).containsExactly(ClusterClaim.PREFIX + "killed");
        assertThat(ClusterClaim.of(SPEC, ShareOptions.DEFAULT).isAmongOthers(namespace, NOW))
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
        assertThat(LeaseLength.atLeast(Duration.ofMinutes(5), namespace)).isEmpty();
        assertThat(LeaseLength.atLeast(Duration.ofHours(1), namespace))
                .hasValueSatisfying(
                        notes -> assertThat(notes.get("ksail.io/lease-seconds")).contains("3600"));
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
