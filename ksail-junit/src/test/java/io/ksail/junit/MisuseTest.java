package io.ksail.junit;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What can't be meant is refused before anything is created, with the class, the element, and what to do. */
class MisuseTest {

    @Test
    void clusters_that_nobody_can_tell_apart() {
        assertRefused(
                SameNameTestCases.class,
                "The clusters of " + SameNameTestCases.class.getName() + " can't be told apart",
                "give each @NestedCluster a name of its own");
        assertRefused(NoNamesTestCases.class, "hub, (no name)");
    }

    @Test
    void attributes_that_exclude_one_another() {
        assertRefused(
                KeepForNothingTestCases.class,
                "The attribute keepFor of " + KeepForNothingTestCases.class.getName() + " can't be used",
                "use it with scope = SUITE, or with keep");
        assertRefused(ExclusiveMethodTestCases.class, "The attribute exclusive of", "scope is METHOD");
        assertRefused(ExclusiveUnnamedTestCases.class, "The attribute exclusive of", "has no name");
    }

    @Test
    void what_is_there_for_one_test_where_there_is_no_test() {
        assertRefused(
                StaticFieldTestCases.class,
                "Field 'client' of " + StaticFieldTestCases.class.getName() + " can't be injected",
                "is made anew for each test method",
                "ask for it in an instance field, in @BeforeEach or in the test");
        assertRefused(ConstructorTestCases.class, "Parameter 'client' of", "<init> can't be injected");
        assertRefused(BeforeAllTestCases.class, "BeforeAllTestCases.before can't be injected");
    }

    @Test
    void parameters_that_say_nothing() {
        assertRefused(Map.of("ksail.keep", "perhaps"), PlainTestCases.class, "ksail.keep=perhaps", "on_failure");
        assertRefused(Map.of("ksail.maxClusters", "0"), PlainTestCases.class, "ksail.maxClusters=0");
        assertRefused(Map.of("ksail.keepFor", "long"), SuiteTestCases.class, "ksail.keepFor 'long'");
    }

    private static void assertRefused(Class<?> testClass, String... words) {
        assertRefused(Map.of(), testClass, words);
    }

    private static void assertRefused(Map<String, String> parameters, Class<?> testClass, String... words) {
        Map<String, String> all = new java.util.HashMap<>(parameters);
        // Whatever gets so far finds no host.
        all.put("ksail.host.kubeconfig", "/nowhere/kubeconfig");
        assertThat(Kit.failureOf(Kit.run(all, testClass))).hasMessageContainingAll(words);
    }

    @NestedCluster
    static class PlainTestCases {
        @Test
        void never_runs(Cluster cluster) {}
    }

    @NestedCluster(scope = Scope.SUITE)
    static class SuiteTestCases {
        @Test
        void never_runs(Cluster cluster) {}
    }

    @NestedCluster(name = "hub")
    @NestedCluster(name = "hub", readyTimeout = "1m")
    static class SameNameTestCases {
        @Test
        void never_runs(Cluster cluster) {}
    }

    @NestedCluster(name = "hub")
    @NestedCluster
    static class NoNamesTestCases {
        @Nested
        class Inside {
            @Test
            void never_runs(Cluster cluster) {}
        }
    }

    @NestedCluster(keepFor = "30m")
    static class KeepForNothingTestCases {
        @Test
        void never_runs(Cluster cluster) {}
    }

    @NestedCluster(name = "mine", scope = Scope.METHOD, exclusive = true)
    static class ExclusiveMethodTestCases {
        @Test
        void never_runs(Cluster cluster) {}
    }

    @NestedCluster(exclusive = true)
    static class ExclusiveUnnamedTestCases {
        @Test
        void never_runs(Cluster cluster) {}
    }

    @NestedCluster(scope = Scope.METHOD)
    static class StaticFieldTestCases {
        static KubernetesClient client;

        @Test
        void never_runs(Cluster cluster) {}
    }

    @NestedCluster(scope = Scope.METHOD)
    static class ConstructorTestCases {
        ConstructorTestCases(KubernetesClient client) {}

        @Test
        void never_runs(Cluster cluster) {}
    }

    @NestedCluster(scope = Scope.METHOD)
    static class BeforeAllTestCases {
        @BeforeAll
        static void before(KubernetesClient client) {}

        @Test
        void never_runs(Cluster cluster) {}
    }
}
