package io.ksail.junit;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.platform.testkit.engine.EngineExecutionResults;

import static org.assertj.core.api.Assertions.assertThat;

/** A class with several versions, on a real host. Only one of them can be had there. */
class MatrixIT {

    private static final List<String> SEEN = new CopyOnWriteArrayList<>();

    @Test
    void each_combination_is_a_run_of_its_own_with_a_cluster_of_its_own() {
        SEEN.clear();
        EngineExecutionResults results = Kit.run(TwoVersionsTestCases.class);
        results.testEvents().assertStatistics(stats -> stats.started(3).succeeded(3));
        assertThat(results.containerEvents().started().map(event -> event.getTestDescriptor()
                        .getDisplayName()))
                .contains("K3s 1.36.4", "K3s 1.30.99");
        assertThat(results.containerEvents().failed().map(event -> event.getTestDescriptor()
                        .getDisplayName()))
                .containsExactly("K3s 1.30.99");
        assertThat(Kit.failureOf(results))
                .hasMessageContaining("could not be created")
                .hasMessageContaining("rancher/k3s:v1.30.99-k3s1");
        assertThat(SEEN).hasSize(3).allMatch(line -> line.startsWith("v1.36.4")).containsOnly(SEEN.get(0));
        assertThat(TwoVersionsTestCases.shared).isNull();
        TestHost.assertEmpty();
    }

    @Test
    void one_instance_for_all_tests_gets_what_its_combination_has() {
        Kit.runWell(2, OneInstanceTestCases.class);
        TestHost.assertEmpty();
    }

    @NestedCluster(readyTimeout = "60s")
    @NestedClusterMatrix(kubernetesVersions = {"1.30.99", "1.36.4"})
    static class TwoVersionsTestCases {

        static KubernetesClient shared;
        KubernetesClient client;
        final KubernetesClient constructed;

        TwoVersionsTestCases(KubernetesClient constructed) {
            this.constructed = constructed;
        }

        @BeforeAll
        static void runs_once_around_all_combinations() {
            assertThat(shared).isNull();
        }

        @Test
        void sees_one_cluster_at_every_place(Cluster cluster) {
            assertThat(cluster.client()).isSameAs(client).isSameAs(shared).isSameAs(constructed);
            SEEN.add(cluster.kubernetesVersion() + " in " + cluster.name());
        }

        @Test
        void shares_the_cluster_with_its_neighbour(Cluster cluster) {
            SEEN.add(cluster.kubernetesVersion() + " in " + cluster.name());
        }

        @Nested
        class Inside {

            @BeforeAll
            static void runs_for_each_combination(KubernetesClient client) {
                assertThat(client).isSameAs(shared);
            }

            @Test
            void shares_it_too(Cluster cluster) {
                assertThat(cluster.client()).isSameAs(client);
                SEEN.add(cluster.kubernetesVersion() + " in " + cluster.name());
            }
        }
    }

    @NestedCluster
    @NestedClusterMatrix(kubernetesVersions = "v1.36.4")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstanceTestCases {

        KubernetesClient client;

        @TestNamespace
        String namespace;

        @Test
        void has_the_client(Cluster cluster) {
            assertThat(cluster.client().getMasterUrl()).isEqualTo(client.getMasterUrl());
            assertThat(client.getNamespace()).isEqualTo(namespace);
        }

        @Test
        void has_it_in_every_test(Cluster cluster) {
            has_the_client(cluster);
        }
    }
}
