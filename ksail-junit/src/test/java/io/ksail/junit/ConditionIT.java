package io.ksail.junit;

import io.ksail.cluster.Cluster;
import io.ksail.spec.DistributionType;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/** Conditions that are met, and some that are not, where there is a host and a cluster. */
class ConditionIT {

    private static final List<String> CLUSTERS = new CopyOnWriteArrayList<>();

    @Test
    void what_is_met_runs_on_the_one_cluster_and_what_is_not_is_skipped_with_the_reason() {
        CLUSTERS.clear();
        EngineExecutionResults results = Kit.run(MetTestCases.class);
        results.testEvents()
                .assertStatistics(stats -> stats.started(3).succeeded(3).skipped(2));
        assertThat(CLUSTERS).hasSize(3).containsOnly(CLUSTERS.get(0));
        assertThat(results.testEvents().skipped().map(event -> event.getRequiredPayload(String.class)))
                .containsExactlyInAnyOrder(
                        "the cluster has Kubernetes 1.36.4, and this is for [1.99,)",
                        "the cluster is of distribution K3s, and this is for [Vanilla]");
        TestHost.assertEmpty();
    }

    @NestedCluster(whenUnavailable = WhenUnavailable.SKIP)
    @EnabledIfHostAvailable
    @EnabledOnDistribution({DistributionType.VANILLA, DistributionType.K3S})
    @EnabledForKubernetes("[1.33,1.37)")
    static class MetTestCases {

        @Test
        void runs(Cluster cluster) {
            CLUSTERS.add(cluster.name());
        }

        @Test
        @EnabledOnDistribution(DistributionType.K3S)
        void runs_on_k3s(Cluster cluster) {
            CLUSTERS.add(cluster.name());
        }

        @Test
        @EnabledForKubernetes("[1.36.4]")
        void runs_for_this_version(Cluster cluster) {
            CLUSTERS.add(cluster.name());
        }

        @Test
        @EnabledForKubernetes("[1.99,)")
        void is_for_later_versions() {
            fail("this version is too old");
        }

        @Test
        @EnabledOnDistribution(DistributionType.VANILLA)
        void is_for_others() {
            fail("this is K3s");
        }
    }
}
