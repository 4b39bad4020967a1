package io.ksail.cluster;

import io.ksail.internal.SharedSpecification;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.Readiness;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What can be decided about a shared cluster without a host. */
class SharingTest {

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
}
