package io.ksail.junit;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.ksail.cluster.Cluster;
import io.ksail.content.ClusterCustomizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

import static org.assertj.core.api.Assertions.assertThat;

/** While a class runs, the clusters of the next ones are made; of a guess that was wrong nothing is left. */
class LookAheadIT {

    /** Names of the clusters that tests had, in their order. */
    private static final List<String> HAD = new CopyOnWriteArrayList<>();

    /** Those that were on the host when the first class was done. */
    private static final List<String> SEEN = new CopyOnWriteArrayList<>();

    @BeforeEach
    void nothing_yet() {
        HAD.clear();
        SEEN.clear();
    }

    @AfterEach
    void nothing_is_left() throws InterruptedException {
        ChildJvm.killAll();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("ksail-look-ahead"));
        TestHost.assertEmpty();
    }

    /** In a suite, so that it is the hardest way for a plan to come to its classes. */
    @Test
    void classes_find_the_clusters_that_were_made_while_the_first_one_ran() {
        assertSucceeded(4, run(AsSuite.class));
        assertThat(HAD).hasSize(3).doesNotHaveDuplicates();
        assertThat(SEEN).containsExactlyInAnyOrderElementsOf(HAD);
    }

    @Test
    void a_test_with_a_cluster_of_its_own_finds_it_made_and_the_class_ends_without_one_that_nobody_wants() {
        assertSucceeded(2, run(MethodsTestCases.class));
        assertThat(HAD).hasSize(2).containsExactlyInAnyOrderElementsOf(SEEN);
    }

    @Test
    void one_whose_class_is_skipped_is_not_left() {
        TestExecutionSummary summary = run(BeforeSkippedTestCases.class, SkippedTestCases.class);
        assertSucceeded(1, summary);
        assertThat(summary.getContainersSkippedCount()).isEqualTo(1);
    }

    @Test
    void those_for_tests_of_a_class_that_fails_before_them_are_not_left() {
        TestExecutionSummary summary = run(FailingTestCases.class);
        assertThat(Kit.failuresOf(summary)).contains("does not work");
        assertThat(summary.getTestsStartedCount()).isZero();
    }

    @Test
    void one_that_is_lost_before_its_class_begins_is_made_anew() {
        assertSucceeded(2, run(DeletingTestCases.class, SecondTestCases.class));
        assertThat(HAD).hasSize(1).doesNotContainAnyElementsOf(SEEN);
    }

    @Test
    void what_could_not_be_made_ahead_is_tried_by_its_class_and_holds_nobody_up() {
        TestExecutionSummary summary = run(BeforeBrokenTestCases.class, BrokenTestCases.class, SecondTestCases.class);
        assertThat(summary.getTestsSucceededCount()).isEqualTo(2);
        assertThat(summary.getFailures()).singleElement().satisfies(failure -> assertThat(failure.getException())
                .hasMessageContaining("can't start"));
    }

    /** The first of them is nobody's guess: its class waits for it already. */
    @Test
    void one_that_can_not_be_made_is_not_tried_twice_while_its_class_waits() {
        ResourceEventHandler<Namespace> counting = new ResourceEventHandler<>() {
            @Override
            public void onAdd(Namespace namespace) {
                see(List.of(namespace));
            }

            @Override
            public void onUpdate(Namespace before, Namespace now) {}

            @Override
            public void onDelete(Namespace namespace, boolean unknown) {}
        };
        try (SharedIndexInformer<Namespace> informer = TestHost.client()
                .namespaces()
                .withLabel("ksail.io/managed-by", "ksail")
                .inform(counting)) {
            assertThat(Kit.failuresOf(run(BrokenTestCases.class))).contains("can't start");
            assertThat(informer.isWatching()).isTrue();
            assertThat(SEEN).hasSize(1);
        }
    }

    @Test
    void what_a_killed_jvm_had_made_ahead_is_deleted_by_its_lease() throws Exception {
        ChildJvm process = ChildJvm.start(Hanging.class, TestHost.kubeconfig().toString());
        process.awaitLine("HANGING");
        assertThat(ours()).hasSize(2);
        process.kill();
    }

    private static TestExecutionSummary run(Class<?>... testClasses) {
        return run(TestHost.kubeconfig().toString(), Map.of(), testClasses);
    }

    private static TestExecutionSummary run(
            String kubeconfig, Map<String, String> parameters, Class<?>... testClasses) {
        Map<String, String> all = new HashMap<>(
                Map.of("ksail.host.kubeconfig", kubeconfig, "ksail.exposure", "NodePort", "ksail.lookAhead", "2"));
        all.putAll(parameters);
        return Kit.launch(all, testClasses);
    }

    private static void assertSucceeded(int tests, TestExecutionSummary summary) {
        assertThat(Kit.failuresOf(summary)).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(tests);
    }

    private static List<Namespace> ours() {
        return TestHost.client()
                .namespaces()
                .withLabel("ksail.io/managed-by", "ksail")
                .list()
                .getItems();
    }

    /** Waits until the host's clusters are as they should be; watched. */
    private static List<Namespace> await(Predicate<List<Namespace>> condition) throws Exception {
        return TestHost.client()
                .namespaces()
                .withLabel("ksail.io/managed-by", "ksail")
                .informOnCondition(condition::test)
                .get(TestHost.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static long madeFor(Class<?> testClass, List<Namespace> all) {
        return all.stream().filter(each -> isFor(testClass, each)).count();
    }

    private static boolean isFor(Class<?> testClass, Namespace namespace) {
        return testClass.getName().equals(annotation(namespace, "ksail.io/requested-by"));
    }

    private static String annotation(HasMetadata object, String name) {
        return object.getMetadata().getAnnotations().get(name);
    }

    private static void see(List<Namespace> clusters) {
        clusters.forEach(each -> SEEN.add(each.getMetadata().getLabels().get("ksail.io/cluster")));
    }

    /** The cluster works, and is this test's own. */
    private static void use(Cluster cluster) {
        HAD.add(cluster.name());
        KubernetesClient client = cluster.client();
        assertThat(client.nodes().list().getItems()).hasSize(1);
        assertThat(client.configMaps().withName("mark").get()).isNull();
        client.configMaps()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("mark")
                        .endMetadata()
                        .build())
                .create();
    }

    @Suite
    @SelectClasses({FirstTestCases.class, SecondTestCases.class, ThirdTestCases.class})
    static class AsSuite {}

    @NestedCluster
    static class FirstTestCases {
        @Test
        void runs_until_the_next_two_are_there(Cluster cluster) throws Exception {
            use(cluster);
            see(await(all -> madeFor(SecondTestCases.class, all) == 1 && madeFor(ThirdTestCases.class, all) == 1));
        }
    }

    @NestedCluster
    static class SecondTestCases {
        @Test
        void runs(Cluster cluster) {
            use(cluster);
        }
    }

    @NestedCluster(name = "third", customizers = Preparation.class)
    static class ThirdTestCases {

        static boolean begun;

        @BeforeAll
        static void begins() {
            begun = true;
        }

        @Test
        void runs(Cluster cluster) {
            use(cluster);
        }

        @Test
        void has_what_own_code_has_put_there(KubernetesClient client) {
            assertThat(client.configMaps().withName("prepared").get().getData())
                    .containsEntry("by", Thread.currentThread().getName());
        }
    }

    /** In the thread of the tests, as if nothing had been made ahead. */
    static class Preparation implements ClusterCustomizer {
        @Override
        public void customize(Cluster cluster) {
            cluster.client()
                    .configMaps()
                    .resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName("prepared")
                            .endMetadata()
                            .addToData("by", Thread.currentThread().getName())
                            .build())
                    .create();
        }
    }

    @NestedCluster(name = "each", scope = Scope.METHOD)
    static class MethodsTestCases {
        @Test
        void one(Cluster cluster) throws Exception {
            runs(cluster);
        }

        @Test
        void two(Cluster cluster) throws Exception {
            runs(cluster);
        }

        private static void runs(Cluster cluster) throws Exception {
            use(cluster);
            if (SEEN.isEmpty()) {
                see(await(all -> madeFor(MethodsTestCases.class, all) == 2));
            }
        }
    }

    @NestedCluster
    static class BeforeSkippedTestCases {
        @Test
        void runs_until_the_next_is_begun() throws Exception {
            await(all -> madeFor(SkippedTestCases.class, all) == 1);
        }
    }

    @NestedCluster
    static class SkippedTestCases {
        @RegisterExtension
        static final ExecutionCondition NEVER = context -> ConditionEvaluationResult.disabled("it is not wanted");

        @Test
        void never_runs() {}
    }

    @NestedCluster(scope = Scope.METHOD)
    static class FailingTestCases {
        @BeforeAll
        static void fails() throws Exception {
            await(all -> madeFor(FailingTestCases.class, all) >= 1);
            throw new IllegalStateException("does not work");
        }

        @Test
        void never_runs() {}

        @Test
        void never_runs_either() {}
    }

    @NestedCluster
    static class DeletingTestCases {
        @Test
        void deletes_what_was_made_for_the_next() throws Exception {
            List<Namespace> ready = await(all -> all.stream()
                    .anyMatch(each ->
                            isFor(SecondTestCases.class, each) && annotation(each, "ksail.io/ready-since") != null));
            List<Namespace> next = ready.stream()
                    .filter(each -> isFor(SecondTestCases.class, each))
                    .toList();
            see(next);
            TestHost.client().resourceList(next).delete();
            await(all -> madeFor(SecondTestCases.class, all) == 0);
        }
    }

    @NestedCluster
    static class BeforeBrokenTestCases {
        @Test
        void runs_until_the_next_has_failed() throws Exception {
            await(all -> madeFor(BrokenTestCases.class, all) == 1);
            await(all -> madeFor(BrokenTestCases.class, all) == 0);
        }
    }

    @NestedCluster(nodeImage = "busybox:1.36", readyTimeout = "60s")
    static class BrokenTestCases {
        @Test
        void never_runs() {}
    }

    /** A process that is killed while it waits. */
    static final class Hanging {
        public static void main(String[] args) {
            run(args[0], Map.of("ksail.lease", "20s"), HangingTestCases.class, SecondTestCases.class);
        }
    }

    @NestedCluster
    static class HangingTestCases {
        @Test
        void hangs(KubernetesClient client, @HostCluster KubernetesClient host) throws Exception {
            host.namespaces()
                    .withLabel("ksail.io/managed-by", "ksail")
                    .informOnCondition(all -> all.stream()
                            .anyMatch(each -> isFor(SecondTestCases.class, each)
                                    && annotation(each, "ksail.io/ready-since") != null))
                    .get(TestHost.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            System.out.println("HANGING");
            Thread.currentThread().join();
        }
    }
}
