package io.ksail.internal.chart;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What proves that an object outside of namespaces was made by a release. */
class ClusterScopedResourcesTest {

    private static final Namespace NAMESPACE = new NamespaceBuilder()
            .withNewMetadata()
            .withName("vcluster-demo")
            .withUid("1")
            .withCreationTimestamp("2026-11-27T12:00:00Z")
            .endMetadata()
            .build();

    private final KubernetesClient unused = new KubernetesClientBuilder().build();

    @AfterEach
    void close() {
        unused.close();
    }

    @Test
    void what_helm_made_for_the_release_after_its_namespace_is_the_releases() {
        assertThat(isProven(object("demo", "vcluster-demo", "2026-11-27T12:00:00Z")))
                .isTrue();
    }

    @Test
    void what_is_older_than_the_namespace_was_made_for_another_one_of_its_name() {
        assertThat(isProven(object("demo", "vcluster-demo", "2026-11-27T11:59:59Z")))
                .isFalse();
    }

    @Test
    void what_helm_made_for_another_release_or_nobody_says_for_which_is_not() {
        assertThat(isProven(object("prometheus", "vcluster-demo", "2026-11-27T12:00:05Z")))
                .isFalse();
        assertThat(isProven(object("demo", "monitoring", "2026-11-27T12:00:05Z")))
                .isFalse();
        GenericKubernetesResource silent = object("demo", "vcluster-demo", "2026-11-27T12:00:05Z");
        silent.getMetadata().setAnnotations(null);
        assertThat(isProven(silent)).isFalse();
    }

    @Test
    void what_belongs_to_somebody_already_stays_theirs() {
        GenericKubernetesResource owned = new GenericKubernetesResourceBuilder(
                        object("demo", "vcluster-demo", "2026-11-27T12:00:05Z"))
                .editMetadata()
                .addNewOwnerReference()
                .withApiVersion("v1")
                .withKind("Namespace")
                .withName("theirs")
                .withUid("2")
                .endOwnerReference()
                .endMetadata()
                .build();
        assertThat(isProven(owned)).isFalse();
    }

    private boolean isProven(GenericKubernetesResource object) {
        return new ClusterScopedResources(unused, NAMESPACE, "demo", EnumSet.allOf(ClusterScopedResources.Kind.class))
                .isProven(object);
    }

    private static GenericKubernetesResource object(String release, String namespace, String created) {
        return new GenericKubernetesResourceBuilder()
                .withNewMetadata()
                .withName("vc-demo-v-vcluster-demo")
                .withCreationTimestamp(created)
                .withLabels(Map.of("app.kubernetes.io/managed-by", "Helm"))
                .withAnnotations(
                        Map.of("meta.helm.sh/release-name", release, "meta.helm.sh/release-namespace", namespace))
                .endMetadata()
                .build();
    }
}
