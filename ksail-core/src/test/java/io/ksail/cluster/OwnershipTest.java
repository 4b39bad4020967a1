package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.ksail.spec.ClusterSpec;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OwnershipTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.5Z");
    private static final ClusterSpec SPEC = ClusterSpec.named("demo")
            .lease(Duration.ofMinutes(10))
            .requestedBy("com.example.DemoTest")
            .build();

    @Test
    void a_namespace_says_whose_it_is_and_until_when() {
        Namespace namespace = Ownership.namespace(SPEC, NOW, true);
        assertThat(namespace.getMetadata().getLabels())
                .containsEntry("ksail.io/managed-by", "ksail")
                .containsEntry("ksail.io/cluster", "demo")
                .containsEntry("ksail.io/distribution", "K3s")
                .containsEntry("app.kubernetes.io/managed-by", "ksail")
                .containsEntry("pod-security.kubernetes.io/enforce", "privileged");
        assertThat(namespace.getMetadata().getAnnotations())
                .containsEntry("ksail.io/expires", "2026-11-22T12:10:00Z")
                .containsEntry("ksail.io/requested-by", "com.example.DemoTest")
                .containsKey("ksail.io/created-by");
        assertThat(Ownership.isOurs(namespace)).isTrue();
    }

    @Test
    void a_lease_runs_out_when_its_time_has_come() {
        Namespace namespace = Ownership.namespace(SPEC, NOW, true);
        assertThat(Ownership.hasExpired(namespace, NOW.plusSeconds(599))).isFalse();
        assertThat(Ownership.hasExpired(namespace, NOW.plusSeconds(601))).isTrue();
    }

    @Test
    void what_has_no_lease_or_one_that_cannot_be_read_never_runs_out() {
        assertThat(Ownership.hasExpired(namespaceExpiring(null), NOW)).isFalse();
        assertThat(Ownership.hasExpired(namespaceExpiring("soon"), NOW)).isFalse();
    }

    @Test
    void a_name_alone_makes_nothing_ours() {
        assertThat(Ownership.isOurs(namespaceExpiring(null))).isFalse();
    }

    private static Namespace namespaceExpiring(String when) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName("k3k-demo")
                .addToAnnotations("ksail.io/expires", when)
                .endMetadata()
                .build();
    }
}
