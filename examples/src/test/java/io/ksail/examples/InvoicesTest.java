package io.ksail.examples;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import io.ksail.junit.TestNamespace;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Another class with the same cluster. */
@SharedCluster
class InvoicesTest {

    @Test
    void has_the_cluster_of_the_others(Cluster cluster) {
        assertThat(cluster.name()).isEqualTo("examples");
    }

    @Test
    void sees_nothing_of_theirs(@TestNamespace String namespace, KubernetesClient client) {
        assertThat(client.pods().list().getItems()).isEmpty();
    }
}
