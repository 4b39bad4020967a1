package io.ksail.junit;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import io.ksail.host.Host;
import io.ksail.spec.RegistryMirrors;
import io.ksail.testcontainers.TestcontainersHostProvider;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Without a host named, the extension starts one in Docker, shares it, and takes it away; on a real engine. */
class EmbeddedHostIT {

    private static final Set<String> APIS = ConcurrentHashMap.newKeySet();

    @Test
    void classes_of_a_run_share_one_embedded_host_and_it_is_stopped_afterwards() {
        Set<String> before = k3sContainers();
        Kit.run(Map.of("ksail.host", "embedded"), FirstTestCases.class, SecondTestCases.class)
                .testEvents()
                .assertStatistics(stats -> stats.started(2).succeeded(2));
        assertThat(APIS).as("one host address for both").hasSize(1);
        assertThat(k3sContainers()).isEqualTo(before);
    }

    @Test
    void published_node_ports_lead_in_where_container_addresses_do_not() {
        System.setProperty("ksail.host.publishNodePorts", "true");
        try (Host host = new TestcontainersHostProvider().start(RegistryMirrors.fromEnvironment())) {
            assertThat(host.clientLocation().nodePortAddress()).isPresent();
            try (Cluster cluster = io.ksail.cluster.Clusters.on(host)
                    .create(io.ksail.spec.ClusterSpec.named("published").build())) {
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

    private static Set<String> k3sContainers() {
        return DockerClientFactory.lazyClient().listContainersCmd().exec().stream()
                .filter(container -> container.getImage().contains("rancher/k3s"))
                .filter(container -> DockerClientFactory.SESSION_ID.equals(
                        container.getLabels().get(DockerClientFactory.TESTCONTAINERS_SESSION_ID_LABEL)))
                .map(com.github.dockerjava.api.model.Container::getId)
                .collect(java.util.stream.Collectors.toSet());
    }

    @NestedCluster
    static class FirstTestCases {
        @Test
        void runs(KubernetesClient client, Cluster cluster) {
            assertThat(client.nodes().list().getItems()).hasSize(1);
            APIS.add(cluster.exposure().endpoint().address());
        }
    }

    @NestedCluster
    static class SecondTestCases extends FirstTestCases {}
}
