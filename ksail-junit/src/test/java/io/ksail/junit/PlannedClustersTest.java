package io.ksail.junit;

import io.ksail.cluster.Cluster;
import io.ksail.content.ClusterCustomizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

/** What a test plan says of the clusters that its classes will want. */
class PlannedClustersTest {

    @Test
    void those_of_classes_are_in_the_order_of_the_plan() {
        assertThat(wanted(SecondTestCases.class, FirstTestCases.class))
                .containsExactly("SecondTestCases", "FirstTestCases", "FirstTestCases");
    }

    @Test
    void a_class_that_is_nested_has_its_own_or_that_around_it() {
        assertThat(wanted(OuterTestCases.class)).containsExactly("OuterTestCases", "OwnTestCases");
    }

    @Test
    void of_those_that_each_test_has_anew_there_is_one_for_each_method_that_is_selected() {
        assertThat(wanted(MethodsTestCases.class))
                .containsExactly("MethodsTestCases", "MethodsTestCases", "MethodsTestCases");
        assertThat(wanted(selectMethod(MethodsTestCases.class, "one"))).containsExactly("MethodsTestCases");
    }

    @Test
    void a_matrix_has_one_for_each_combination() {
        assertThat(wanted(MatrixTestCases.class))
                .containsExactly("MatrixTestCases K3s 1.35", "MatrixTestCases K3s 1.36");
    }

    /** JUnit says what is in a class template only when it runs. */
    @Test
    void of_those_that_each_test_of_a_matrix_has_anew_none_is_known() {
        assertThat(wanted(MatrixOfMethodsTestCases.class)).isEmpty();
    }

    @Test
    void one_that_is_shared_is_wanted_once() {
        assertThat(wanted(SharingTestCases.class, SharingTooTestCases.class, SecondTestCases.class))
                .containsExactly("SharingTestCases", "SecondTestCases");
    }

    @Test
    void what_may_be_skipped_is_not_counted_on() {
        assertThat(wanted(
                        DisabledTestCases.class,
                        ConditionTestCases.class,
                        OtherDistributionTestCases.class,
                        DisabledOuterTestCases.class,
                        SecondTestCases.class))
                .containsExactly("SecondTestCases");
    }

    @Test
    void there_are_no_two_of_one_name_at_once() {
        assertThat(wanted(NamedTestCases.class, NamesakeTestCases.class, OtherNameTestCases.class))
                .containsExactly("OtherNameTestCases");
    }

    @Test
    void own_code_prepares_a_shared_cluster_only_when_its_class_has_begun() {
        assertThat(wanted(PreparedTestCases.class, PreparedSharedTestCases.class))
                .containsExactly("PreparedTestCases");
    }

    /** Each of them says what is wrong with it when its turn comes. */
    @Test
    void what_can_not_be_is_left_out() {
        assertThat(wanted(
                        AmbiguousTestCases.class,
                        UnknownVersionTestCases.class,
                        MissingFileTestCases.class,
                        SecondTestCases.class))
                .containsExactly("SecondTestCases");
    }

    private static List<String> wanted(Class<?>... testClasses) {
        return wanted(
                Arrays.stream(testClasses).map(DiscoverySelectors::selectClass).toArray(DiscoverySelector[]::new));
    }

    private static List<String> wanted(DiscoverySelector... selectors) {
        try (LauncherSession session = LauncherFactory.openSession()) {
            TestPlan plan = session.getLauncher()
                    .discover(LauncherDiscoveryRequestBuilder.request()
                            .selectors(selectors)
                            .build());
            TestRun run = new TestRun(
                    (key, make) -> {
                        throw new AssertionError("nothing is made for a plan: " + key);
                    },
                    key -> Optional.ofNullable(
                            Map.of("ksail.host.kubeconfig", "/nowhere/config").get(key)));
            return PlannedClusters.of(plan, run).stream()
                    .map(LookAhead.Planned::request)
                    .map(request -> request.testClass().getSimpleName()
                            + request.settings()
                                    .combination()
                                    .map(each -> " " + each.describe())
                                    .orElse(""))
                    .toList();
        }
    }

    @NestedCluster(name = "one")
    @NestedCluster(name = "two")
    static class FirstTestCases {
        @Test
        void runs() {}
    }

    @NestedCluster
    static class SecondTestCases {
        @Test
        void runs() {}

        @Test
        void runs_again() {}
    }

    @NestedCluster
    static class OuterTestCases {
        @Nested
        class SharingTestCases {
            @Test
            void runs() {}
        }

        @Nested
        @NestedCluster
        class OwnTestCases {
            @Test
            void runs() {}
        }
    }

    @NestedCluster(name = "each", scope = Scope.METHOD)
    static class MethodsTestCases {
        @Test
        void one() {}

        @RepeatedTest(2)
        void two() {}

        @Test
        @Disabled
        void never() {}

        @Nested
        class MoreTestCases {
            @Test
            void three() {}
        }
    }

    @NestedCluster
    @NestedClusterMatrix(kubernetesVersions = {"1.35", "1.36"})
    static class MatrixTestCases {
        @Test
        void runs() {}
    }

    @NestedCluster(scope = Scope.METHOD)
    @NestedClusterMatrix(kubernetesVersions = {"1.35", "1.36"})
    static class MatrixOfMethodsTestCases {
        @Test
        void runs() {}
    }

    @NestedCluster(scope = Scope.SUITE)
    static class SharingTestCases {
        @Test
        void runs() {}
    }

    @NestedCluster(scope = Scope.SUITE)
    static class SharingTooTestCases {
        @Test
        void runs() {}
    }

    @Disabled
    @NestedCluster
    static class DisabledTestCases {
        @Test
        void runs() {}
    }

    @EnabledOnOs(OS.LINUX)
    @NestedCluster
    static class ConditionTestCases {
        @Test
        void runs() {}
    }

    @EnabledOnDistribution("Talos")
    @NestedCluster
    static class OtherDistributionTestCases {
        @Test
        void runs() {}
    }

    @EnabledIfSystemProperty(named = "never", matches = "set")
    static class DisabledOuterTestCases {
        @Nested
        @NestedCluster
        class InnerTestCases {
            @Test
            void runs() {}
        }
    }

    @NestedCluster(name = "same")
    static class NamedTestCases {
        @Test
        void runs() {}
    }

    @NestedCluster(name = "same")
    static class NamesakeTestCases {
        @Test
        void runs() {}
    }

    @NestedCluster(name = "other")
    static class OtherNameTestCases {
        @Test
        void runs() {}
    }

    @NestedCluster(customizers = Preparation.class)
    static class PreparedTestCases {
        @Test
        void runs() {}
    }

    @NestedCluster(scope = Scope.SUITE, customizers = Preparation.class)
    static class PreparedSharedTestCases {
        @Test
        void runs() {}
    }

    static class Preparation implements ClusterCustomizer {
        @Override
        public void customize(Cluster cluster) {}
    }

    @NestedCluster
    @NestedCluster
    static class AmbiguousTestCases {
        @Test
        void runs() {}
    }

    @NestedCluster
    @NestedClusterMatrix(kubernetesVersions = "1.2")
    static class UnknownVersionTestCases {
        @Test
        void runs() {}
    }

    @NestedCluster(config = "/nowhere/ksail.yaml")
    static class MissingFileTestCases {
        @Test
        void runs() {}
    }
}
