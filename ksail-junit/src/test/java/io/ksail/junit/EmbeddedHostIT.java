package io.ksail.junit;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.host.Host;
import io.ksail.host.HostRequest;
import io.ksail.spec.ClusterSpec;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Without a host named, the extension starts one in Docker, or finds one; on a real engine. */
class EmbeddedHostIT {

    private static final Set<String> HOSTS = ConcurrentHashMap.newKeySet();

    @Test
    void classes_of_a_run_share_one_embedded_host_which_ends_with_the_run_if_it_is_their_own() {
        Kit.run(
                        Map.of("ksail.host", "embedded", "ksail.host.shared", "false"),
                        FirstTestCases.class,
                        SecondTestCases.class)
                .testEvents()
                .assertStatistics(stats -> stats.started(2).succeeded(2));
        assertThat(HOSTS).as("one host for both").hasSize(1);
        // Others start and end meanwhile, of tests in other JVMs.
        assertThat(DockerHosts.ids()).doesNotContainAnyElementsOf(HOSTS);
    }

    @Test
    void published_node_ports_lead_in_where_container_addresses_do_not() {
        System.setProperty("ksail.host.publishNodePorts", "true");
        try (Host host = Host.find(HostRequest.embedded().notShared())) {
            assertThat(host.clientLocation().nodePortAddress()).isPresent();
            try (Cluster cluster =
                    Clusters.on(host).create(ClusterSpec.named("published").build())) {
                assertThat(cluster.exposure().endpoint().address())
                        .isEqualTo(DockerClientFactory.instance().dockerHostIpAddress());
                assertThat(cluster.exposure().endpoint().port())
                        .isIn(host.clientLocation().publishedNodePorts().values());
                assertThat(cluster.client().nodes().list().getItems()).hasSize(1);
            }
        } finally {
            System.clearProperty("ksail.host.publishNodePorts");
        }
    }

    @NestedCluster
    static class FirstTestCases {
        @Test
        void runs(KubernetesClient client, Cluster cluster) {
            assertThat(client.nodes().list().getItems()).hasSize(1);
            HOSTS.add(DockerHosts.at(cluster.exposure().endpoint().address()));
        }
    }

    @NestedCluster
    static class SecondTestCases extends FirstTestCases {}
}
