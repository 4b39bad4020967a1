package io.ksail.junit;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.dsl.AppsAPIGroupDSL;
import io.ksail.cluster.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.testkit.engine.EngineExecutionResults;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests, and frameworks in them, that close or delete what they were given harm nobody; on a real host. */
class ClosedClientsIT {

    @AfterEach
    void nothing_is_left() {
        TestHost.assertEmpty();
    }

    @Test
    void later_tests_and_classes_have_everything_whole_again_and_the_cluster_is_deleted_at_the_end() {
        Kit.runWell(4, OneTestCases.class, OtherTestCases.class);
    }

    @Test
    void a_cluster_of_a_class_ends_with_the_class_whoever_closes_it() {
        Kit.runWell(2, OfAClassTestCases.class);
    }

    @Test
    void a_test_that_runs_at_the_same_time_goes_on_with_the_client_that_another_one_closes() {
        EngineExecutionResults results = Kit.run(
                Map.of(
                        "ksail.host.kubeconfig", TestHost.kubeconfig().toString(),
                        "junit.jupiter.execution.parallel.enabled", "true",
                        "junit.jupiter.execution.parallel.config.strategy", "fixed",
                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "4"),
                AtTheSameTimeTestCases.class);
        if (results.allEvents().failed().count() > 0) {
            throw new AssertionError("a fixture failed", Kit.failureOf(results));
        }
        results.testEvents().assertStatistics(stats -> stats.succeeded(2));
    }

    @NestedCluster(name = "closed", scope = Scope.SUITE)
    abstract static class ClosingTestCases {

        static KubernetesClient forAll;

        @Kubeconfig
        static Path kubeconfig;

        KubernetesClient client;
        AppsAPIGroupDSL apps;
        Cluster cluster;

        @HostCluster
        KubernetesClient host;

        @AsUser(name = "alice")
        KubernetesClient alice;

        @AsServiceAccount(namespace = "default", name = "default")
        KubernetesClient account;

        @RepeatedTest(2)
        void uses_and_closes_all_of_it(@TestNamespace String namespace, KubernetesClient own) throws Exception {
            use(namespace, own);
            assertThat(kubeconfig).hasContent(cluster.kubeconfig().yaml());
            close(own);
            use(namespace, own);
            own.namespaces().withName(namespace).delete();
        }

        private void use(String namespace, KubernetesClient own) {
            assertThat(own.getNamespace()).isEqualTo(namespace);
            for (KubernetesClient each : List.of(forAll, client, host, own, cluster.client())) {
                assertThat(each.namespaces().withName("default").get()).isNotNull();
                // What needs the client's threads, and that it was never closed.
                each.configMaps().inNamespace("default").inform().close();
            }
            assertThat(client.getNamespace()).isNotEqualTo("changed");
            assertThat(apps.deployments().inNamespace("kube-system").list()).isNotNull();
            for (KubernetesClient each : List.of(
                    alice,
                    account,
                    cluster.asUser("alice").client(),
                    cluster.asServiceAccount("default", "default").client())) {
                assertThat(each.getKubernetesVersion().getGitVersion()).isEqualTo(cluster.kubernetesVersion());
            }
            assertThat(cluster.loss()).isEmpty();
        }

        private void close(KubernetesClient own) throws Exception {
            for (AutoCloseable each : List.of(
                    forAll,
                    client,
                    client.adapt(NamespacedKubernetesClient.class).inNamespace("any"),
                    client.apps(),
                    client.getHttpClient(),
                    apps,
                    host,
                    host.apps(),
                    alice,
                    account,
                    own,
                    cluster.client(),
                    cluster.asUser("alice").client(),
                    cluster.asUser("alice"),
                    cluster.asServiceAccount("default", "default"),
                    cluster)) {
                each.close();
            }
            delete(kubeconfig);
            delete(cluster.asUser("alice").kubeconfigFile());
            assertThat(cluster.asUser("alice").kubeconfigFile()).exists();
        }

        private static void delete(Path file) throws IOException {
            try (Stream<Path> all = Files.walk(file.getParent())) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    static class OneTestCases extends ClosingTestCases {}

    static class OtherTestCases extends ClosingTestCases {}

    @NestedCluster
    static class OfAClassTestCases {
        @RepeatedTest(2)
        void closes_it(Cluster cluster, @HostCluster KubernetesClient host) {
            try (cluster;
                    host) {
                assertThat(cluster.client().nodes().list().getItems()).hasSize(1);
            }
            assertThat(host.namespaces()
                            .withName(cluster.namespace())
                            .get()
                            .getMetadata()
                            .getDeletionTimestamp())
                    .isNull();
        }
    }

    @NestedCluster
    @Execution(ExecutionMode.CONCURRENT)
    static class AtTheSameTimeTestCases {

        private static final CyclicBarrier BOTH = new CyclicBarrier(2);

        static KubernetesClient client;

        @Test
        void closes_it() throws Exception {
            meet();
            client.close();
            client.getHttpClient().close();
            meet();
        }

        @Test
        void uses_it() throws Exception {
            assertThat(client.nodes().list().getItems()).hasSize(1);
            meet();
            meet();
            assertThat(client.nodes().list().getItems()).hasSize(1);
            client.configMaps().inNamespace("default").inform().close();
        }

        private static void meet() throws Exception {
            BOTH.await(TestHost.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
