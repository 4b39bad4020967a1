package io.ksail.internal.namespace;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.ksail.spec.ClusterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ClusterLabelsTest {

    private static final Instant CREATED = Instant.parse("2026-11-22T12:00:00Z");
    private static final ClusterSpec SPEC = ClusterSpec.named("demo")
            .lease(Duration.ofMinutes(10))
            .requestedBy("com.example.DemoTest")
            .build();

    @Test
    void a_namespace_says_whose_it_is_and_until_when() {
        Namespace namespace = created();
        assertThat(namespace.getMetadata().getLabels())
                .containsEntry("ksail.io/managed-by", "ksail")
                .containsEntry("ksail.io/cluster", "demo")
                .containsEntry("ksail.io/distribution", "K3s")
                .containsEntry("app.kubernetes.io/managed-by", "ksail")
                .containsEntry("pod-security.kubernetes.io/enforce", "privileged");
        assertThat(namespace.getMetadata().getAnnotations())
                .as("no clock but the host's, which is not known yet")
                .containsEntry("ksail.io/expires", "PT10M")
                .containsEntry("ksail.io/requested-by", "com.example.DemoTest")
                .containsKey("ksail.io/created-by");
        assertThat(ClusterLabels.isOurs(namespace)).isTrue();
    }

    @Test
    void a_lease_runs_out_when_its_time_has_come() {
        Namespace namespace = created();
        assertThat(ClusterLabels.hasExpired(namespace, CREATED.plusSeconds(599)))
                .isFalse();
        assertThat(ClusterLabels.hasExpired(namespace, CREATED.plusSeconds(601)))
                .isTrue();
    }

    @Test
    void what_has_no_lease_or_one_that_cannot_be_read_never_runs_out() {
        assertThat(ClusterLabels.hasExpired(namespaceExpiring(null), CREATED)).isFalse();
        assertThat(ClusterLabels.hasExpired(namespaceExpiring("soon"), CREATED)).isFalse();
    }

    @Test
    void a_renewed_lease_runs_out_at_the_moment_that_it_says() {
        Namespace namespace = created();
        namespace.getMetadata().getAnnotations().put("ksail.io/expires", "2026-11-22T13:00:00Z");
        assertThat(ClusterLabels.hasExpired(namespace, CREATED.plusSeconds(3_599)))
                .isFalse();
        assertThat(ClusterLabels.hasExpired(namespace, CREATED.plusSeconds(3_601)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P", "PT", "PT9999999999999999H", "P-1D5", "", "9999999999-01-01T00:00:00Z", "2026-11-22"})
    void a_lease_that_somebody_has_garbled_is_no_reason_to_delete(String garbled) {
        Namespace namespace = created();
        namespace.getMetadata().getAnnotations().put("ksail.io/expires", garbled);
        assertThat(ClusterLabels.hasExpired(namespace, CREATED.plus(Duration.ofDays(1_000))))
                .isFalse();
    }

    @Test
    void a_name_alone_makes_nothing_ours() {
        assertThat(ClusterLabels.isOurs(namespaceExpiring(null))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "production, demo",
        "kube-system, system",
        "k3k-demo, other",
        "k3k-system, system",
        "ksail-system, system",
        "vcluster-system, system",
        "vcluster-platform, platform"
    })
    void labels_alone_make_nothing_ours(String namespace, String cluster) {
        assertThat(ClusterLabels.isOurs(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .withLabels(Map.of("ksail.io/managed-by", "ksail", "ksail.io/cluster", cluster))
                        .endMetadata()
                        .build()))
                .isFalse();
    }

    @Test
    void a_note_of_others_has_no_control_characters_and_an_end() {
        Namespace namespace = created();
        namespace
                .getMetadata()
                .getAnnotations()
                .put("ksail.io/created-by", "me\u001b[2J\nerror: all is lost" + "x".repeat(9_999));
        assertThat(ClusterLabels.note(namespace, "ksail.io/created-by"))
                .hasValueSatisfying(note ->
                        assertThat(note).startsWith("me [2J error: all is lost").hasSize(501));
    }

    private static Namespace created() {
        Namespace namespace = ClusterLabels.namespace(SPEC, ClusterLabels.labels(SPEC), true);
        namespace.getMetadata().setCreationTimestamp(CREATED.toString());
        return namespace;
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
