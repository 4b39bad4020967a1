package io.ksail.junit;

import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The Talos API of a cluster that several processes share, on a real host. */
class TalosAccessIT {

    @AfterEach
    void nothing_is_left() {
        TestHost.assertEmpty();
    }

    @Test
    void a_process_that_joins_a_shared_cluster_gets_its_talosconfig_and_the_way_that_is_open_already()
            throws Exception {
        try (Cluster first = Clusters.on(TestHost.host()).share(spec())) {
            String endpoint = first.talosconfig().endpoint();
            ChildJvm.start(Joiner.class, TestHost.kubeconfig().toString())
                    .awaitLine("the Talos API answers at " + endpoint);
            assertThat(TestHost.client()
                            .services()
                            .inNamespace(first.namespace())
                            .list()
                            .getItems())
                    .filteredOn(service -> service.getSpec().getPorts().get(0).getPort() == 50000)
                    .filteredOn(service -> !"ClusterIP".equals(service.getSpec().getType()))
                    .as("ways to the Talos API from outside")
                    .hasSize(1);
            assertThat(TalosGreeting.through(first.talosconfig().yaml())).isNotNegative();
        }
    }

    private static ClusterSpec spec() {
        return ClusterSpec.named("joined-talos")
                .distribution(DistributionType.TALOS)
                .readyTimeout(Duration.ofMinutes(10))
                .build();
    }

    /** A process that shares the cluster, and says how it reaches the Talos API. */
    static final class Joiner {
        public static void main(String[] arguments) throws Exception {
            Host host = Host.find(
                    new HostRequest(HostKind.KUBECONFIG, Optional.of(Path.of(arguments[0])), Optional.empty()));
            try (Cluster cluster = Clusters.on(host).share(spec())) {
                if (TalosGreeting.through(cluster.talosconfig().yaml()) >= 0) {
                    System.out.println(
                            "the Talos API answers at " + cluster.talosconfig().endpoint());
                }
            }
        }
    }
}
