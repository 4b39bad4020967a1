package io.ksail.junit;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What one instance for all tests can't hold is refused before anything is created, whether tests overlap or not. */
class PerClassInstanceTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                NamespaceTestCases.class,
                BesideTestCases.class,
                FreshClusterTestCases.class,
                OneMethodTestCases.class,
                InheritingTestCases.class
            })
    void fields_of_one_test_where_tests_run_at_the_same_time(Class<?> testClass) {
        assertThat(Kit.failureOf(Kit.run(concurrently(true), testClass)))
                .hasMessageContainingAll(
                        "can't be injected",
                        "each test has another value, and the tests of %s, which share one instance of its class, may run at the"
                                        .formatted(testClass.getName())
                                + " same time",
                        "ask for a parameter of the test");
    }

    @Test
    void those_of_the_class_around_it_which_has_one_instance_for_all() {
        assertThat(Kit.failureOf(Kit.run(concurrently(true), OuterTestCases.class)))
                .hasMessageContainingAll(
                        "Field 'namespace' of " + OuterTestCases.class.getName(), "each test has another value");
    }

    @Test
    void combinations_of_a_matrix_too() {
        assertThat(Kit.failureOf(Kit.run(concurrently(true), MatrixTestCases.class)))
                .hasMessageContainingAll(
                        "combinations may run at the same time, and share one instance with the field 'cluster'");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                DefaultTestCases.class,
                SameThreadTestCases.class,
                LockedTestCases.class,
                LockedMethodTestCases.class,
                IsolatedTestCases.class,
                ExclusiveTestCases.class,
                ForAllTestCases.class,
                EachInstanceTestCases.class
            })
    void what_never_runs_at_the_same_time_or_is_one_for_all_gets_as_far_as_its_host(Class<?> testClass) {
        assertReachesItsHost(concurrently(true), testClass);
    }

    @Test
    void and_everything_where_nothing_is_parallel() {
        assertReachesItsHost(concurrently(false), NamespaceTestCases.class);
    }

    private static void assertReachesItsHost(Map<String, String> parameters, Class<?> testClass) {
        assertThat(Kit.failureOf(Kit.run(parameters, testClass))).hasMessageContaining("/nowhere/kubeconfig");
    }

    private static Map<String, String> concurrently(boolean parallel) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("ksail.host.kubeconfig", "/nowhere/kubeconfig");
        parameters.put("junit.jupiter.execution.parallel.enabled", String.valueOf(parallel));
        parameters.put("junit.jupiter.execution.parallel.mode.default", "concurrent");
        return parameters;
    }

    @NestedCluster
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.CONCURRENT)
    static class NamespaceTestCases {
        @TestNamespace
        String namespace;

        @Test
        void never_runs(Cluster cluster) {}
    }

    static class InheritingTestCases extends NamespaceTestCases {}

    @NestedCluster
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.CONCURRENT)
    static class BesideTestCases {
        // Comes first, and would need the cluster.
        Cluster cluster;

        KubernetesClient client;

        @TestNamespace
        String namespace;

        @RepeatedTest(2)
        void never_runs() {}
    }

    @NestedCluster(scope = Scope.METHOD)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.CONCURRENT)
    static class FreshClusterTestCases {
        KubernetesClient client;

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void never_runs(int number) {}
    }

    @NestedCluster
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneMethodTestCases {
        @TestNamespace
        String namespace;

        @Test
        void never_runs() {}

        @Test
        @Execution(ExecutionMode.CONCURRENT)
        void never_runs_either() {}
    }

    @NestedCluster
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.CONCURRENT)
    static class OuterTestCases {
        @TestNamespace
        String namespace;

        @Nested
        class Inner {
            @Test
            void never_runs() {}
        }
    }

    @NestedCluster
    @NestedClusterMatrix(kubernetesVersions = {"1.36.4", "1.33.1"})
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.CONCURRENT)
    static class MatrixTestCases {
        Cluster cluster;

        @Test
        void never_runs() {}
    }

    @NestedCluster
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class DefaultTestCases {
        @TestNamespace
        String namespace;

        @Test
        void never_runs() {}
    }

    @NestedCluster
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.SAME_THREAD)
    static class SameThreadTestCases {
        @TestNamespace
        String namespace;

        @Test
        void never_runs() {}
    }

    @NestedCluster
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.CONCURRENT)
    @ResourceLock("mine")
    static class LockedTestCases {
        @TestNamespace
        String namespace;

        @Test
        void never_runs() {}
    }

    @NestedCluster
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.CONCURRENT)
    static class LockedMethodTestCases {
        @TestNamespace
        String namespace;

        @Test
        @ResourceLock("mine")
        void never_runs() {}
    }

    @NestedCluster
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.CONCURRENT)
    @Isolated
    static class IsolatedTestCases {
        @TestNamespace
        String namespace;

        @Test
        void never_runs() {}
    }

    @NestedCluster(name = "mine", scope = Scope.SUITE, exclusive = true)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.CONCURRENT)
    static class ExclusiveTestCases {
        @TestNamespace
        String namespace;

        @Test
        void never_runs() {}
    }

    @NestedCluster
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.CONCURRENT)
    static class ForAllTestCases {
        KubernetesClient client;

        @Test
        void never_runs(@TestNamespace String namespace) {}
    }

    @NestedCluster
    @Execution(ExecutionMode.CONCURRENT)
    static class EachInstanceTestCases {
        @TestNamespace
        String namespace;

        @Test
        void never_runs() {}
    }
}
