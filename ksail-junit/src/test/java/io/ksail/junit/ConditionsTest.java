package io.ksail.junit;

import io.ksail.host.HostUnavailableException;
import io.ksail.spec.DistributionType;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** What is decided before there is a host, so that no cluster is needed to see it. */
class ConditionsTest {

    private static final Map<String, String> NO_HOST = Map.of("ksail.host.kubeconfig", "/nowhere/config");

    @Test
    void without_a_host_a_class_fails_unless_it_says_otherwise() {
        assertThat(Kit.failureOf(Kit.run(NO_HOST, FailingTestCases.class)))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessageContaining("/nowhere/config");
        assertThat(reason(SkippedTestCases.class)).contains("The host's kubeconfig /nowhere/config can't be read");
        assertThat(reason(ConditionalTestCases.class)).contains("The host's kubeconfig /nowhere/config can't be read");
    }

    @Test
    void another_distribution_or_version_skips_a_class_before_its_host_is_looked_for() {
        assertThat(reason(VanillaOnlyTestCases.class))
                .contains("the cluster is of distribution K3s, and this is for [Vanilla]");
        assertThat(reason(FutureOnlyTestCases.class))
                .contains("the cluster has Kubernetes 1.36.4, and this is for [1.99,)");
    }

    @Test
    void a_condition_without_a_cluster_is_a_mistake() {
        assertThat(Kit.failureOf(Kit.run(NO_HOST, UndeclaredTestCases.class)))
                .hasStackTraceContaining("No nested cluster is declared for " + UndeclaredTestCases.class.getName());
    }

    @ParameterizedTest
    @ValueSource(classes = {MisspelledTestCases.class, MisspelledMatrixTestCases.class})
    void a_distribution_that_there_is_not_is_a_mistake_before_a_host_is_asked(Class<?> testClass) {
        assertThat(Kit.failureOf(Kit.run(NO_HOST, testClass)))
                .hasStackTraceContaining("The distribution 'vanilla' can't be used")
                .hasStackTraceContaining("did you mean 'Vanilla'?");
    }

    private static String reason(Class<?> testClass) {
        return Kit.run(NO_HOST, testClass).allEvents().skipped().stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing was skipped"))
                .getRequiredPayload(String.class);
    }

    @NestedCluster
    static class FailingTestCases {
        @Test
        void runs() {
            fail("there is no host");
        }
    }

    @NestedCluster(whenUnavailable = WhenUnavailable.SKIP)
    static class SkippedTestCases extends FailingTestCases {}

    @NestedCluster
    @EnabledIfHostAvailable
    static class ConditionalTestCases extends FailingTestCases {}

    @NestedCluster
    @EnabledOnDistribution(DistributionType.VANILLA)
    static class VanillaOnlyTestCases extends FailingTestCases {}

    @NestedCluster
    @EnabledOnDistribution({DistributionType.K3S, "vanilla"})
    static class MisspelledTestCases extends FailingTestCases {}

    @NestedCluster
    @NestedClusterMatrix(distributions = {DistributionType.K3S, "vanilla"})
    static class MisspelledMatrixTestCases extends FailingTestCases {}

    @NestedCluster
    @EnabledForKubernetes("[1.99,)")
    static class FutureOnlyTestCases extends FailingTestCases {}

    @EnabledForKubernetes("[1.33,)")
    static class UndeclaredTestCases {
        @Test
        void runs() {}
    }
}
