package io.ksail.junit;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import io.ksail.content.ClusterCustomizer;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Content as test classes declare it. */
class DeclaredContentIT {

    @AfterEach
    void nothing_is_left() {
        TestHost.assertEmpty();
    }

    @Test
    void everything_is_there_before_the_first_test_also_by_an_annotation_of_ones_own() {
        Kit.runWell(1, OperatorTestCases.class);
    }

    @Test
    void content_that_does_not_come_up_fails_the_class_and_the_cluster_is_deleted() {
        assertThat(Kit.failureOf(Kit.run(HopelessTestCases.class)))
                .hasMessageContaining("The workloads of the manifests did not become available")
                .hasMessageContaining("ErrImageNeverPull");
        TestHost.assertGone("k3k-hopeless-content");
    }

    @NestedCluster(
            manifests = "classpath:content/operator/**/*.y*ml",
            helm = @HelmRelease(chart = "classpath:content/chart", name = "greeter", set = "greeting=declared"),
            customizers = LampLighter.class)
    @Retention(RetentionPolicy.RUNTIME)
    @interface OperatorCluster {}

    static class LampLighter implements ClusterCustomizer {

        @Override
        public void customize(Cluster cluster) {
            ConfigMap declared = cluster.client()
                    .configMaps()
                    .inNamespace("default")
                    .withName("greeter")
                    .get();
            cluster.client()
                    .resource(new ConfigMapBuilder(declared)
                            .withNewMetadata()
                            .withName("customized")
                            .withNamespace("lanterns")
                            .endMetadata()
                            .build())
                    .create();
        }
    }

    @OperatorCluster
    static class OperatorTestCases {

        @Test
        void sees_all_of_it(KubernetesClient client) {
            assertThat(client.genericKubernetesResources("content.ksail.io/v1", "Lantern")
                            .inNamespace("lanterns")
                            .list()
                            .getItems())
                    .hasSize(1);
            assertThat(client.configMaps()
                            .inNamespace("lanterns")
                            .withName("customized")
                            .get()
                            .getData())
                    .containsEntry("greeting", "declared");
        }
    }

    @NestedCluster(name = "hopeless-content", manifests = "classpath:content/hopeless.yaml")
    static class HopelessTestCases {
        @Test
        void runs() {}
    }
}
