package io.ksail.junit;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import io.ksail.spec.Readiness;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;

import static org.assertj.core.api.Assertions.assertThat;

/** How many tests share a cluster, and what is theirs alone in it; on a real host. */
class ScopesIT {

    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    @AfterEach
    void nothing_is_left() {
        TestHost.assertEmpty();
    }

    @Test
    void each_method_has_a_cluster_of_its_own() {
        Kit.runWell(2, EachMethodTestCases.class);
        assertThat(SEEN).hasSize(2).allMatch(name -> name.matches("each-[a-z0-9]{5}"));
    }

    @Test
    void classes_of_a_suite_share_by_name_or_by_specification() {
        try (NamespaceCount created = NamespaceCount.on(TestHost.client())) {
            Kit.runWell(
                    6,
                    NamedSuiteTestCases.class,
                    OtherNamedSuiteTestCases.class,
                    UnnamedSuiteTestCases.class,
                    OtherUnnamedSuiteTestCases.class);
            assertThat(created.names()).hasSize(2).contains("k3k-suite");
        }
    }

    @Test
    void when_its_creation_fails_all_classes_get_the_same_error_and_nobody_tries_again() {
        try (NamespaceCount created = NamespaceCount.on(TestHost.client())) {
            EngineExecutionResults results = Kit.run(BrokenSuiteTestCases.class, OtherBrokenSuiteTestCases.class);
            assertThat(failures(results))
                    .hasSize(2)
                    .allSatisfy(failure -> assertThat(failure).hasMessageContaining("can't start"))
                    .satisfies(all -> assertThat(all.get(0)).isSameAs(all.get(1)));
            assertThat(created.names()).containsExactly("k3k-broken");
        }
    }

    @Test
    void two_specifications_under_one_name_are_an_error_that_names_both_classes() {
        EngineExecutionResults results = Kit.run(NamedSuiteTestCases.class, DifferingSuiteTestCases.class);
        assertThat(failures(results)).singleElement().satisfies(failure -> assertThat(failure)
                .hasMessageContaining("The shared cluster 'suite' can't be used by")
                .hasMessageContaining(NamedSuiteTestCases.class.getName())
                .hasMessageContaining(DifferingSuiteTestCases.class.getName())
                .hasMessageContaining("readiness is "));
    }

    @Test
    void tests_and_classes_have_namespaces_of_their_own_and_clients_that_use_them() {
        Kit.runWell(5, NamespacesTestCases.class);
        assertThat(SEEN).as("one of the class, one of each test").hasSize(6);
    }

    @Test
    void an_instance_for_the_whole_class_has_another_namespace_for_each_test() {
        Kit.runWell(2, OneInstanceTestCases.class);
        assertThat(SEEN).hasSize(2);
    }

    private static List<Throwable> failures(EngineExecutionResults results) {
        return results.allEvents().failed().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .orElseThrow())
                .toList();
    }

    @NestedCluster(name = "each", scope = Scope.METHOD)
    static class EachMethodTestCases {
        KubernetesClient client;

        @BeforeEach
        void before(Cluster cluster) {
            SEEN.add(cluster.name());
            assertThat(client).isSameAs(cluster.client());
            assertThat(client.configMaps()
                            .inNamespace("default")
                            .withName("mine")
                            .get())
                    .isNull();
            client.resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName("mine")
                            .withNamespace("default")
                            .endMetadata()
                            .build())
                    .create();
        }

        @Test
        void one(Cluster cluster) {
            assertThat(SEEN).contains(cluster.name());
        }

        @Nested
        class Inside {
            @Test
            void another(Cluster cluster) {
                assertThat(client).isSameAs(cluster.client());
            }
        }
    }

    @NestedCluster(name = "suite", scope = Scope.SUITE)
    static class NamedSuiteTestCases {
        static KubernetesClient client;

        @Test
        void shares(Cluster cluster) {
            assertThat(cluster.name()).isEqualTo("suite");
            assertThat(client).isSameAs(cluster.client());
        }
    }

    @NestedCluster(name = "suite", scope = Scope.SUITE)
    static class OtherNamedSuiteTestCases extends NamedSuiteTestCases {
        @Nested
        class Inside {
            @Test
            void shares_too(Cluster cluster) {
                assertThat(cluster.name()).isEqualTo("suite");
            }
        }
    }

    @NestedCluster(name = "suite", scope = Scope.SUITE, readiness = Readiness.API)
    static class DifferingSuiteTestCases {
        @Test
        void never_runs(Cluster cluster) {}
    }

    @NestedCluster(scope = Scope.SUITE)
    static class UnnamedSuiteTestCases {
        @Test
        void shares(Cluster cluster) {
            SEEN.add(cluster.name());
            assertThat(SEEN).hasSize(1);
        }
    }

    @NestedCluster(scope = Scope.SUITE)
    static class OtherUnnamedSuiteTestCases extends UnnamedSuiteTestCases {
        @Test
        void as_often_as_it_likes(Cluster cluster) {
            SEEN.add(cluster.name());
            assertThat(SEEN).hasSize(1);
        }
    }

    @NestedCluster(name = "broken", scope = Scope.SUITE, nodeImage = "busybox:1.36")
    static class BrokenSuiteTestCases {
        @Test
        void never_runs(Cluster cluster) {}
    }

    @NestedCluster(name = "broken", scope = Scope.SUITE, nodeImage = "busybox:1.36")
    static class OtherBrokenSuiteTestCases extends BrokenSuiteTestCases {}

    @NestedCluster
    static class NamespacesTestCases {

        @TestNamespace
        static String ofTheClass;

        static KubernetesClient classClient;

        @TestNamespace
        String ofTheTest;

        KubernetesClient client;

        private final KubernetesClient fromConstructor;

        NamespacesTestCases(KubernetesClient client) {
            fromConstructor = client;
        }

        @BeforeAll
        static void class_wide(@TestNamespace String namespace, KubernetesClient given) {
            assertThat(namespace).isEqualTo(ofTheClass);
            assertThat(given.getNamespace()).isEqualTo(ofTheClass);
            assertThat(classClient.getNamespace()).isEqualTo(ofTheClass);
            SEEN.add(ofTheClass);
        }

        @BeforeEach
        void each(@TestNamespace String namespace, KubernetesClient given, Config config) {
            assertThat(namespace).isEqualTo(ofTheTest).isNotEqualTo(ofTheClass);
            assertThat(given.getNamespace()).isEqualTo(ofTheTest);
            assertThat(client.getNamespace()).isEqualTo(ofTheTest);
            assertThat(config.getNamespace()).isEqualTo(ofTheTest);
            assertThat(fromConstructor.getNamespace()).isEqualTo(ofTheClass);
            assertThat(client.configMaps().withName("state").get()).isNull();
            client.resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName("state")
                            .endMetadata()
                            .build())
                    .create();
            SEEN.add(namespace);
        }

        @Test
        void accepts_pods_at_once() {
            client.resource(new PodBuilder()
                            .withNewMetadata()
                            .withName("first")
                            .endMetadata()
                            .withNewSpec()
                            .addNewContainer()
                            .withName("main")
                            .withImage("nowhere.example.com/nothing")
                            .endContainer()
                            .endSpec()
                            .build())
                    .create();
            assertThat(client.pods().list().getItems()).hasSize(1);
        }

        @Test
        void starts_empty() {
            assertThat(client.pods().list().getItems()).isEmpty();
        }

        @Test
        void starts_empty_again() {
            assertThat(client.pods().list().getItems()).isEmpty();
            assertThat(classClient.configMaps().withName("state").get()).isNull();
        }

        @Nested
        class Inside {
            KubernetesClient inner;

            @Test
            void outer_fields_are_those_of_the_test(@TestNamespace String namespace) {
                assertThat(namespace).isEqualTo(ofTheTest);
                assertThat(inner.getNamespace()).isNotEqualTo(ofTheTest);
            }
        }

        @AfterAll
        static void nobody_waits_but_all_are_going() {
            assertThat(classClient.namespaces().list().getItems())
                    .filteredOn(
                            namespace -> SEEN.contains(namespace.getMetadata().getName())
                                    && !namespace.getMetadata().getName().equals(ofTheClass))
                    .allSatisfy(namespace -> assertThat(namespace.getMetadata().getDeletionTimestamp())
                            .isNotNull());
        }

        @Test
        void can_be_left(KubernetesClient other) {
            assertThat(other.pods().inNamespace("kube-system").list()).isNotNull();
        }
    }

    @NestedCluster
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstanceTestCases {
        @TestNamespace
        String namespace;

        KubernetesClient client;

        @Test
        void one() {
            SEEN.add(namespace);
            assertThat(client.getNamespace()).isEqualTo(namespace);
        }

        @Test
        void another() {
            SEEN.add(namespace);
            assertThat(client.getNamespace()).isEqualTo(namespace);
        }
    }
}
