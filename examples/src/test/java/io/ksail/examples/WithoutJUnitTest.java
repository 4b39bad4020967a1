package io.ksail.examples;

import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.host.Host;
import io.ksail.host.HostRequest;
import io.ksail.spec.ClusterSpec;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The core alone, as in a tool or another test framework: the caller closes what it opens. */
class WithoutJUnitTest {

    @Test
    void creates_uses_and_closes_a_cluster() {
        try (Host host = Host.find(HostRequest.auto());
                Cluster cluster = Clusters.on(host)
                        .create(ClusterSpec.named("by-hand")
                                .kubernetesVersion("1.36.4")
                                .build())) {
            assertThat(cluster.client().nodes().list().getItems()).hasSize(1);
        }
    }
}
