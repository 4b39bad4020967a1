package io.ksail.junit;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.testkit.engine.EngineExecutionResults;

import static org.assertj.core.api.Assertions.assertThat;

/** A static field of a base class is one for all classes that inherit it: none sees another one's cluster there. */
class SharedFieldsIT {

    @AfterEach
    void nothing_is_left() {
        TestHost.assertEmpty();
    }

    @Test
    void of_classes_that_run_at_the_same_time_on_other_clusters_the_second_is_refused_and_the_first_goes_on() {
        EngineExecutionResults results = concurrently(OneOfItsOwnTestCases.class, AnotherOfItsOwnTestCases.class);
        results.testEvents().assertStatistics(stats -> stats.started(1).succeeded(1));
        results.containerEvents().assertStatistics(stats -> stats.failed(1));
        assertThat(Kit.failureOf(results))
                .hasMessageContainingAll(
                        "of " + OfItsOwnTestCases.class.getName() + " can't be injected",
                        "it is static, and holds something of another cluster or namespace for",
                        "OfItsOwnTestCases, which has not ended",
                        "make it an instance field");
    }

    @Test
    void classes_that_run_at_the_same_time_on_one_cluster_share_it_until_the_last_one_ends() {
        EngineExecutionResults results = concurrently(OneSharingTestCases.class, AnotherSharingTestCases.class);
        if (results.allEvents().failed().count() > 0) {
            throw new AssertionError("a fixture failed", Kit.failureOf(results));
        }
        results.testEvents().assertStatistics(stats -> stats.started(2).succeeded(2));
        assertThat(SharingTestCases.client).isNull();
        assertThat(SharingTestCases.marked).isNull();
    }

    @Test
    void classes_that_run_one_after_the_other_have_it_one_after_the_other() {
        Kit.runWell(2, OneAfterTheOtherTestCases.class, TheOtherTestCases.class);
        assertThat(InTurnTestCases.client).isNull();
    }

    @Test
    void a_nested_class_with_another_cluster_does_not_take_it_away_from_the_class_around_it() {
        OuterTestCases.sawItsOwnAtTheEnd = false;
        EngineExecutionResults results = Kit.run(OuterTestCases.class);
        assertThat(Kit.failureOf(results))
                .hasMessageContainingAll(
                        "Field 'client' of " + InTurnTestCases.class.getName() + " can't be injected",
                        OuterTestCases.class.getName() + ", which has not ended");
        results.testEvents().assertStatistics(stats -> stats.started(1).succeeded(1));
        assertThat(OuterTestCases.sawItsOwnAtTheEnd).isTrue();
    }

    @Test
    void a_nested_class_on_the_same_cluster_shares_it() {
        SharingOuterTestCases.sawItsOwnAtTheEnd = false;
        Kit.runWell(2, SharingOuterTestCases.class);
        assertThat(SharingOuterTestCases.sawItsOwnAtTheEnd).isTrue();
    }

    private static EngineExecutionResults concurrently(Class<?>... testClasses) {
        return Kit.run(
                Map.of(
                        "ksail.host.kubeconfig", TestHost.kubeconfig().toString(),
                        "junit.jupiter.execution.parallel.enabled", "true",
                        "junit.jupiter.execution.parallel.mode.classes.default", "concurrent",
                        "junit.jupiter.execution.parallel.config.strategy", "fixed",
                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "4"),
                testClasses);
    }

    private static void assertOf(Cluster cluster, KubernetesClient... clients) {
        for (KubernetesClient client : clients) {
            assertThat(client).isSameAs(cluster.client());
            assertThat(client.nodes().list().getItems()).hasSize(1);
        }
    }

    /** Tells when a class is over, also one that was refused. */
    static final class Over implements AfterAllCallback {
        @Override
        public void afterAll(ExtensionContext context) {
            OfItsOwnTestCases.ONE_IS_OVER.countDown();
        }
    }

    @ExtendWith(Over.class)
    @NestedCluster
    abstract static class OfItsOwnTestCases {

        static final CountDownLatch ONE_IS_OVER = new CountDownLatch(1);

        static KubernetesClient client;

        @Test
        void has_its_own_from_beginning_to_end(Cluster cluster) throws InterruptedException {
            assertOf(cluster, client);
            assertThat(ONE_IS_OVER.await(TestHost.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("the other class is refused while this one runs")
                    .isTrue();
            assertOf(cluster, client);
        }
    }

    static class OneOfItsOwnTestCases extends OfItsOwnTestCases {}

    static class AnotherOfItsOwnTestCases extends OfItsOwnTestCases {}

    /** Comes before ours, so that what it stores is closed after all that is ours. */
    static final class Ended implements BeforeAllCallback {
        @Override
        public void beforeAll(ExtensionContext context) {
            context.getStore(ExtensionContext.Namespace.create(Ended.class))
                    .put(Ended.class, new StoredResource<>(context, SharingTestCases.ONE_HAS_ENDED::countDown));
        }
    }

    @ExtendWith(Ended.class)
    @NestedCluster(name = "both", scope = Scope.SUITE)
    abstract static class SharingTestCases {

        static final CyclicBarrier BOTH = new CyclicBarrier(2);
        static final CountDownLatch ONE_HAS_ENDED = new CountDownLatch(1);

        static KubernetesClient client;

        @InCluster("both")
        static KubernetesClient marked;

        @Test
        void has_it_also_when_the_other_has_ended(Cluster cluster) throws Exception {
            assertOf(cluster, client, marked);
            if (BOTH.await(TestHost.PATIENCE.toSeconds(), TimeUnit.SECONDS) == 0) {
                assertThat(ONE_HAS_ENDED.await(TestHost.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                assertOf(cluster, client, marked);
            }
        }
    }

    static class OneSharingTestCases extends SharingTestCases {}

    static class AnotherSharingTestCases extends SharingTestCases {}

    @NestedCluster
    abstract static class InTurnTestCases {
        static KubernetesClient client;

        @Test
        void has_its_own(Cluster cluster) {
            assertOf(cluster, client);
        }
    }

    static class OneAfterTheOtherTestCases extends InTurnTestCases {}

    static class TheOtherTestCases extends InTurnTestCases {}

    static class OuterTestCases extends InTurnTestCases {

        static boolean sawItsOwnAtTheEnd;

        @Nested
        class Inner extends InTurnTestCases {}

        @AfterAll
        static void still_has_it(Cluster cluster) {
            sawItsOwnAtTheEnd = List.of(cluster.client()).contains(client);
        }
    }

    abstract static class UndeclaredTestCases {
        static KubernetesClient client;

        @Test
        void has_it(Cluster cluster) {
            assertOf(cluster, client);
        }
    }

    @NestedCluster
    static class SharingOuterTestCases extends UndeclaredTestCases {

        static boolean sawItsOwnAtTheEnd;

        @Nested
        class Inner extends UndeclaredTestCases {}

        @AfterAll
        static void still_has_it(Cluster cluster) {
            sawItsOwnAtTheEnd = List.of(cluster.client()).contains(client);
        }
    }
}
