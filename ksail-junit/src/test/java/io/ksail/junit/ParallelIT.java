package io.ksail.junit;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;

import static org.assertj.core.api.Assertions.assertThat;

/** Classes and methods in JUnit's concurrent mode, on a real host. */
class ParallelIT {

    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger AT_ONCE = new AtomicInteger();
    private static final AtomicInteger MOST_AT_ONCE = new AtomicInteger();

    private static final Class<?>[] SHARING = {
        C01TestCases.class, C02TestCases.class, C03TestCases.class, C04TestCases.class, C05TestCases.class,
        C06TestCases.class, C07TestCases.class, C08TestCases.class, C09TestCases.class, C10TestCases.class,
        C11TestCases.class, C12TestCases.class, C13TestCases.class, C14TestCases.class, C15TestCases.class,
        C16TestCases.class, C17TestCases.class, C18TestCases.class, C19TestCases.class, C20TestCases.class,
        C21TestCases.class, C22TestCases.class, C23TestCases.class, C24TestCases.class, C25TestCases.class,
        C26TestCases.class, C27TestCases.class, C28TestCases.class, C29TestCases.class, C30TestCases.class
    };
    private static final Class<?>[] OWN = {
        Own1TestCases.class,
        Own2TestCases.class,
        Own3TestCases.class,
        Own4TestCases.class,
        Own5TestCases.class,
        Own6TestCases.class,
        Own7TestCases.class,
        Own8TestCases.class
    };

    @BeforeEach
    void forget() {
        SEEN.clear();
        MOST_AT_ONCE.set(0);
    }

    @AfterEach
    void nothing_is_left() {
        TestHost.assertEmpty();
    }

    @Test
    void thirty_classes_in_parallel_share_one_cluster_without_seeing_each_other() {
        try (NamespaceCount created = NamespaceCount.on(TestHost.client())) {
            runWell(60, concurrent(8, Map.of()), SHARING);
            assertThat(created.names()).containsExactly("k3k-thirty");
        }
        assertThat(SEEN).as("namespaces of tests").hasSize(60);
    }

    @Test
    void eight_classes_in_parallel_have_eight_clusters() {
        try (NamespaceCount created = NamespaceCount.on(TestHost.client())) {
            runWell(8, concurrent(8, Map.of()), OWN);
            assertThat(created.names()).hasSize(8);
        }
        assertThat(SEEN).hasSize(8);
    }

    @Test
    void a_cap_queues_them() {
        runWell(8, concurrent(8, Map.of("ksail.maxClusters", "3")), OWN);
        assertThat(SEEN).hasSize(8);
        assertThat(MOST_AT_ONCE).hasValueBetween(1, 3);
    }

    @Test
    @Tag("soak")
    void eight_classes_in_parallel_ten_times_over() {
        for (int round = 0; round < 10; round++) {
            SEEN.clear();
            runWell(8, concurrent(8, Map.of()), OWN);
            assertThat(SEEN).as("round " + round).hasSize(8);
            TestHost.assertEmpty();
        }
    }

    @Test
    void who_wants_a_shared_cluster_exclusively_has_it_alone() {
        runWell(
                4,
                concurrent(4, Map.of()),
                AloneTestCases.class,
                OtherAloneTestCases.class,
                SharingWithAloneTestCases.class);
        assertThat(SEEN).doesNotContain("not alone").contains("alone");
    }

    private static void runWell(int tests, Map<String, String> parameters, Class<?>... testClasses) {
        EngineExecutionResults results = Kit.run(parameters, testClasses);
        if (results.allEvents().failed().count() > 0) {
            throw new AssertionError("a fixture failed", Kit.failureOf(results));
        }
        results.testEvents().assertStatistics(stats -> stats.started(tests).succeeded(tests));
    }

    private static Map<String, String> concurrent(int threads, Map<String, String> more) {
        Map<String, String> parameters = new HashMap<>(more);
        parameters.put("ksail.host.kubeconfig", TestHost.kubeconfig().toString());
        parameters.put("ksail.readyTimeout", "6m");
        parameters.put("junit.jupiter.execution.parallel.enabled", "true");
        parameters.put("junit.jupiter.execution.parallel.mode.default", "concurrent");
        parameters.put("junit.jupiter.execution.parallel.mode.classes.default", "concurrent");
        parameters.put("junit.jupiter.execution.parallel.config.strategy", "fixed");
        parameters.put("junit.jupiter.execution.parallel.config.fixed.parallelism", String.valueOf(threads));
        return parameters;
    }

    @NestedCluster(name = "thirty", scope = Scope.SUITE)
    abstract static class SharingTestCases {
        @RepeatedTest(2)
        void has_a_namespace_to_itself(@TestNamespace String namespace, KubernetesClient client) {
            assertThat(client.configMaps().withName("mine").get()).isNull();
            client.resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName("mine")
                            .endMetadata()
                            .build())
                    .create();
            assertThat(client.configMaps()
                            .inNamespace(namespace)
                            .withName("mine")
                            .get())
                    .isNotNull();
            SEEN.add(namespace);
        }
    }

    @NestedCluster
    abstract static class OwnTestCases {
        @BeforeAll
        static void one_more(Cluster cluster) {
            MOST_AT_ONCE.accumulateAndGet(AT_ONCE.incrementAndGet(), Math::max);
        }

        @Test
        void has_a_node(Cluster cluster) {
            assertThat(cluster.client().nodes().list().getItems()).hasSize(1);
            SEEN.add(cluster.name());
        }

        @AfterAll
        static void one_less() {
            AT_ONCE.decrementAndGet();
        }
    }

    @NestedCluster(name = "alone", scope = Scope.SUITE, exclusive = true)
    static class AloneTestCases {
        @Test
        void is_alone(KubernetesClient client) {
            assertAlone(client);
        }
    }

    @NestedCluster(name = "alone", scope = Scope.SUITE, exclusive = true)
    static class OtherAloneTestCases {
        @Test
        void is_alone(KubernetesClient client) {
            assertAlone(client);
        }
    }

    @NestedCluster(name = "alone", scope = Scope.SUITE)
    static class SharingWithAloneTestCases {
        @RepeatedTest(2)
        void is_not_there_at_that_time(KubernetesClient client) {
            AT_ONCE.incrementAndGet();
            client.nodes().list();
            AT_ONCE.decrementAndGet();
        }
    }

    private static void assertAlone(KubernetesClient client) {
        SEEN.add(AT_ONCE.incrementAndGet() == 1 ? "alone" : "not alone");
        client.nodes().list();
        SEEN.add(AT_ONCE.getAndDecrement() == 1 ? "alone" : "not alone");
    }

    static class C01TestCases extends SharingTestCases {}

    static class C02TestCases extends SharingTestCases {}

    static class C03TestCases extends SharingTestCases {}

    static class C04TestCases extends SharingTestCases {}

    static class C05TestCases extends SharingTestCases {}

    static class C06TestCases extends SharingTestCases {}

    static class C07TestCases extends SharingTestCases {}

    static class C08TestCases extends SharingTestCases {}

    static class C09TestCases extends SharingTestCases {}

    static class C10TestCases extends SharingTestCases {}

    static class C11TestCases extends SharingTestCases {}

    static class C12TestCases extends SharingTestCases {}

    static class C13TestCases extends SharingTestCases {}

    static class C14TestCases extends SharingTestCases {}

    static class C15TestCases extends SharingTestCases {}

    static class C16TestCases extends SharingTestCases {}

    static class C17TestCases extends SharingTestCases {}

    static class C18TestCases extends SharingTestCases {}

    static class C19TestCases extends SharingTestCases {}

    static class C20TestCases extends SharingTestCases {}

    static class C21TestCases extends SharingTestCases {}

    static class C22TestCases extends SharingTestCases {}

    static class C23TestCases extends SharingTestCases {}

    static class C24TestCases extends SharingTestCases {}

    static class C25TestCases extends SharingTestCases {}

    static class C26TestCases extends SharingTestCases {}

    static class C27TestCases extends SharingTestCases {}

    static class C28TestCases extends SharingTestCases {}

    static class C29TestCases extends SharingTestCases {}

    static class C30TestCases extends SharingTestCases {}

    static class Own1TestCases extends OwnTestCases {}

    static class Own2TestCases extends OwnTestCases {}

    static class Own3TestCases extends OwnTestCases {}

    static class Own4TestCases extends OwnTestCases {}

    static class Own5TestCases extends OwnTestCases {}

    static class Own6TestCases extends OwnTestCases {}

    static class Own7TestCases extends OwnTestCases {}

    static class Own8TestCases extends OwnTestCases {}
}
