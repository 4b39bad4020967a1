package io.ksail.examples;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import io.ksail.junit.NestedCluster;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A VCluster: no privileged pod on the host, whose nodes run its pods. Needs io.ksail:ksail-helm. */
@NestedCluster(config = "classpath:vcluster/ksail.yaml")
class VirtualClusterTest {

    @Test
    void has_an_api_of_its_own(KubernetesClient client, Cluster cluster) {
        assertThat(cluster.namespace()).startsWith("vcluster-");
        assertThat(client.namespaces().withName(cluster.namespace()).get())
                .as("the host's namespaces are not its own")
                .isNull();
    }
}
