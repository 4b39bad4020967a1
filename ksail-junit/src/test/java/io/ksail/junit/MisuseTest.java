package io.ksail.junit;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What can't be meant is refused before anything is created, with the class, the element, and what to do. */
class MisuseTest {

    @Test
    void clusters_that_nobody_can_tell_apart() {
        assertRefused(
                SameNameTestCases.class,
                "The clusters of " + SameNameTestCases.class.getName() + " are ambiguous",
                "give each @NestedCluster a name of its own");
        assertRefused(NoNamesTestCases.class, "hub, (no name)");
        assertRefused(EqualTestCases.class, "it declares 2: hub, hub");
        assertRefused(EqualUnnamedTestCases.class, "it declares 2: (no name), (no name)");
        assertRefused(BlankTestCases.class, "are ambiguous");
        assertRefused(OwnAnnotationTestCases.class, "it declares 2: hub, hub");
        assertRefused(
                InheritedTestCases.class,
                "The clusters of " + InheritedTestCases.class.getName() + " are ambiguous",
                "it declares 2: hub, hub");
    }

    @Test
    void a_class_s_own_clusters_beat_those_that_it_would_inherit_also_where_they_are_equal() {
        assertThat(Declarations.declaredBy(OwnTestCases.class))
                .extracting(NestedCluster::name)
                .containsExactly("hub");
        assertThat(Declarations.declaredBy(TwoTestCases.class))
                .extracting(NestedCluster::name)
                .containsExactly("hub", "spoke");
        assertThat(Declarations.declaredBy(PlainlyInheritingTestCases.class)).hasSize(2);
        assertThat(Declarations.declaredBy(DiamondTestCases.class)).hasSize(1);
    }

    @Test
    void a_cluster_for_oneself_where_junit_has_no_lock_for_it() {
        Map<String, String> parallel = Map.of("junit.jupiter.execution.parallel.enabled", "true");
        assertRefused(
                parallel,
                ExclusiveMatrixTestCases.class,
                "The attribute exclusive of " + ExclusiveMatrixTestCases.class.getName() + " can't be used",
                "JUnit 5.13 takes no locks for class templates",
                "use JUnit 5.14 or newer");
        assertRefused(ExclusiveMatrixTestCases.class, "/nowhere/kubeconfig");
        assertRefused(SharedMatrixTestCases.class, "/nowhere/kubeconfig");
        assertThat(new ClusterLocks().provideForClass(TemplateTestCases.class)).isEmpty();
        assertThat(new ClusterLocks().provideForClass(SuiteTestCases.class)).hasSize(1);
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
        assertRefused(
                Map.of("ksail.lookAhead", "-1"), PlainTestCases.class, "ksail.lookAhead=-1", "not a number from 0");
        assertRefused(Map.of("ksail.pool", "many"), PlainTestCases.class, "ksail.pool=many", "leave it out for none");
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
    @NestedCluster(name = "hub")
    static class EqualTestCases {
        @Test
        void never_runs(Cluster cluster) {}
    }

    @NestedCluster
    @NestedCluster
    static class EqualUnnamedTestCases {
        @Test
        void never_runs(Cluster cluster) {}
    }

    @NestedCluster(name = "hub")
    @NestedCluster(name = " hub ")
    static class BlankTestCases {
        @Test
        void never_runs(Cluster cluster) {}
    }

    @NestedCluster(name = "hub")
    @Retention(RetentionPolicy.RUNTIME)
    @interface Hub {}

    @Hub
    @NestedCluster(name = "hub")
    static class OwnAnnotationTestCases {
        @Test
        void never_runs(Cluster cluster) {}
    }

    static class InheritedTestCases extends EqualTestCases {}

    @NestedCluster(name = "hub")
    @NestedCluster(name = "spoke")
    static class TwoTestCases {}

    @NestedCluster(name = "hub")
    static class OwnTestCases extends TwoTestCases {}

    static class PlainlyInheritingTestCases extends TwoTestCases {}

    @NestedCluster
    interface OnTop {}

    interface Left extends OnTop {}

    interface Permission extends OnTop {}

    static class DiamondTestCases implements Left, Permission {}

    @NestedCluster(name = "mine", exclusive = true)
    @NestedClusterMatrix(kubernetesVersions = {"1.35", "1.36"})
    static class ExclusiveMatrixTestCases {
        @Test
        void never_runs(Cluster cluster) {}
    }

    @NestedCluster(scope = Scope.SUITE)
    @NestedClusterMatrix(kubernetesVersions = {"1.35", "1.36"})
    static class SharedMatrixTestCases {
        @Test
        void never_runs(Cluster cluster) {}
    }

    @NestedCluster(name = "mine")
    @ParameterizedClass
    @ValueSource(ints = {1, 2})
    static class TemplateTestCases {}

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
