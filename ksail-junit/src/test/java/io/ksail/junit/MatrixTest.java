package io.ksail.junit;

import io.ksail.cluster.Cluster;
import io.ksail.host.HostUnavailableException;
import io.ksail.spec.DistributionType;
import io.ksail.spec.InvalidSpecException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.testkit.engine.EngineExecutionResults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** What a matrix is refused for, and what it decides before there is a host. */
class MatrixTest {

    private static final Map<String, String> NO_HOST = Map.of("ksail.host.kubeconfig", "/nowhere/config");

    @Test
    void what_can_not_be_run_is_refused_before_anything_is() {
        assertRefused(EmptyTestCases.class, "it names neither versions nor distributions", "name what to run with");
        assertRefused(TwiceTestCases.class, "it has Kubernetes v1.36.4 twice", "name each one once");
        assertRefused(DistributionTwiceTestCases.class, "it has K3s twice", "name each one once");
        assertRefused(
                ShortTestCases.class, "'1' is neither MAJOR.MINOR nor MAJOR.MINOR.PATCH", "write it like 1.36, 1.36.4");
        assertThat(Kit.failureOf(Kit.run(NO_HOST, UnknownTestCases.class)))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("Kubernetes 1.33 can't be chosen for K3s")
                .hasMessageContaining("known are 1.34 (1.34.11), 1.35 (1.35.8), 1.36 (1.36.4), 1.37 (1.37.0)");
    }

    @Test
    void what_the_declaration_fixes_can_not_be_in_the_matrix() {
        assertRefused(
                FixedTestCases.class, "@NestedCluster has kubernetesVersion = \"1.36.4\"", "add it to the matrix");
        assertRefused(
                FixedDistributionTestCases.class, "@NestedCluster has distribution = K3s", "leave the attribute out");
        assertRefused(FixedImageTestCases.class, "@NestedCluster has nodeImage = \"own:1\"", "leave the attribute out");
        assertRefused(NamedSuiteTestCases.class, "the name 'one' and scope SUITE", "leave the name or the scope out");
    }

    @Test
    void an_image_for_all_clusters_of_the_run_leaves_nothing_to_the_matrix() {
        EngineExecutionResults results = Kit.run(
                Map.of("ksail.host.kubeconfig", "/nowhere/config", "ksail.nodeImage", "own:1"), TwoTestCases.class);
        assertThat(results.containerEvents().failed().count()).isEqualTo(1);
        assertThat(Kit.failureOf(results)).hasMessageContaining("the nodes run the image 'own:1' in all combinations");
    }

    @Test
    void a_matrix_needs_a_cluster() {
        assertThat(Kit.failureOf(Kit.run(NO_HOST, UndeclaredTestCases.class)))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("No nested cluster is declared for " + UndeclaredTestCases.class.getName())
                .hasMessageContaining("@NestedClusterMatrix");
    }

    @Test
    void what_junit_calls_once_around_all_combinations_gets_no_cluster() {
        assertThat(Kit.failureOf(Kit.run(NO_HOST, BeforeAllTestCases.class)))
                .hasMessageContaining("BeforeAllTestCases.prepare can't be injected")
                .hasMessageContaining("around all of them")
                .hasMessageContaining("ask for it in a field, in @BeforeEach or in the test");
        assertThat(Kit.failureOf(Kit.run(NO_HOST, OneInstanceTestCases.class)))
                .hasMessageContaining("OneInstanceTestCases.<init> can't be injected")
                .hasMessageContaining("around all of them");
    }

    @Test
    void each_combination_is_asked_for_its_conditions_by_itself() {
        EngineExecutionResults results = Kit.run(NO_HOST, OneOfTwoTestCases.class);
        assertThat(results.containerEvents().aborted().map(event -> event.getTestDescriptor()
                        .getDisplayName()))
                .containsExactly("K3s 1.32.1");
        assertThat(results.containerEvents().failed().map(event -> event.getTestDescriptor()
                        .getDisplayName()))
                .containsExactly("K3s 1.36.4");
        assertThat(Kit.failureOf(results)).isInstanceOf(HostUnavailableException.class);
    }

    @Test
    void the_matrix_beats_the_version_of_the_whole_run() {
        EngineExecutionResults results = Kit.run(
                Map.of("ksail.host.kubeconfig", "/nowhere/config", "ksail.kubernetesVersion", "1.32.1"),
                OneOfTwoTestCases.class);
        assertThat(results.containerEvents().aborted().count()).isEqualTo(1);
    }

    @Test
    void combinations_at_the_same_time_share_no_static_field() {
        Map<String, String> parallel = Map.of(
                "ksail.host.kubeconfig",
                "/nowhere/config",
                "junit.jupiter.execution.parallel.enabled",
                "true",
                "junit.jupiter.execution.parallel.mode.default",
                "concurrent");
        assertThat(Kit.failureOf(Kit.run(parallel, SharingTestCases.class)))
                .hasMessageContaining("The matrix of " + SharingTestCases.class.getName() + " can't be used")
                .hasMessageContaining("share the static field 'shared'")
                .hasMessageContaining("@Execution(ExecutionMode.SAME_THREAD)");
        assertThat(Kit.failureOf(Kit.run(parallel, OneAtATimeTestCases.class)))
                .isInstanceOf(HostUnavailableException.class);
        assertThat(Kit.failureOf(Kit.run(NO_HOST, SharingTestCases.class)))
                .isInstanceOf(HostUnavailableException.class);
    }

    private static void assertRefused(Class<?> testClass, String seen, String remedy) {
        EngineExecutionResults results = Kit.run(NO_HOST, testClass);
        assertThat(results.testEvents().started().count()).isZero();
        assertThat(results.containerEvents().failed().count()).isEqualTo(1);
        assertThat(Kit.failureOf(results))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("The matrix of " + testClass.getName() + " can't be used")
                .hasMessageContaining(seen)
                .hasMessageContaining(remedy);
    }

    static class FailingTestCases {
        @Test
        void runs() {
            fail("there is no host");
        }
    }

    @NestedCluster
    @NestedClusterMatrix
    static class EmptyTestCases extends FailingTestCases {}

    @NestedCluster
    @NestedClusterMatrix(kubernetesVersions = {"1.36.4", "v1.36.4"})
    static class TwiceTestCases extends FailingTestCases {
        @BeforeAll
        static void comes_too_late() {
            fail("the matrix should have been refused before");
        }
    }

    @NestedCluster
    @NestedClusterMatrix(distributions = {DistributionType.K3S, DistributionType.K3S})
    static class DistributionTwiceTestCases extends FailingTestCases {}

    @NestedCluster
    @NestedClusterMatrix(kubernetesVersions = {"1.36.4", "1"})
    static class ShortTestCases extends FailingTestCases {}

    @NestedCluster
    @NestedClusterMatrix(kubernetesVersions = {"1.36", "1.33"})
    static class UnknownTestCases extends FailingTestCases {}

    @NestedCluster(kubernetesVersion = "1.36.4")
    @NestedClusterMatrix(kubernetesVersions = "1.33.6")
    static class FixedTestCases extends FailingTestCases {}

    @NestedCluster(distribution = DistributionType.K3S)
    @NestedClusterMatrix(distributions = DistributionType.K3S)
    static class FixedDistributionTestCases extends FailingTestCases {}

    @NestedCluster(nodeImage = "own:1")
    @NestedClusterMatrix(kubernetesVersions = "1.33.6")
    static class FixedImageTestCases extends FailingTestCases {}

    @NestedCluster(name = "one", scope = Scope.SUITE)
    @NestedClusterMatrix(kubernetesVersions = "1.33.6")
    static class NamedSuiteTestCases extends FailingTestCases {}

    @NestedClusterMatrix(kubernetesVersions = "1.36.4")
    static class UndeclaredTestCases extends FailingTestCases {}

    @NestedCluster
    @NestedClusterMatrix(kubernetesVersions = {"1.32.1", "1.36.4"})
    static class TwoTestCases extends FailingTestCases {}

    static class SharingTestCases extends TwoTestCases {
        static Cluster shared;
    }

    @Execution(ExecutionMode.SAME_THREAD)
    static class OneAtATimeTestCases extends SharingTestCases {}

    @EnabledForKubernetes("[1.33,)")
    static class OneOfTwoTestCases extends TwoTestCases {}

    @NestedCluster
    @NestedClusterMatrix(kubernetesVersions = "1.36.4")
    static class BeforeAllTestCases extends FailingTestCases {
        @BeforeAll
        static void prepare(Cluster cluster) {
            fail("there is no cluster: " + cluster);
        }
    }

    @NestedCluster
    @NestedClusterMatrix(kubernetesVersions = "1.36.4")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstanceTestCases extends FailingTestCases {
        OneInstanceTestCases(Cluster cluster) {
            fail("there is no cluster: " + cluster);
        }
    }
}
