package io.ksail.examples;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.junit.NestedCluster;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The smallest example: ask for a cluster, get one. */
@NestedCluster
class FirstClusterTest {

    @Test
    void has_a_node(KubernetesClient client) {
        assertThat(client.nodes().list().getItems()).hasSize(1);
    }
}
