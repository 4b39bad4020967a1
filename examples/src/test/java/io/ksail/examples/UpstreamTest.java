package io.ksail.examples;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.junit.NestedCluster;
import io.ksail.spec.DistributionType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Upstream Kubernetes by kubeadm, with a worker: kind.yaml beside its ksail.yaml says how the nodes are made. */
@NestedCluster(config = "classpath:upstream/ksail.yaml", distribution = DistributionType.VANILLA)
class UpstreamTest {

    @Test
    void has_the_nodes_of_kind_yaml(KubernetesClient client) {
        assertThat(client.nodes().withLabel("example.com/tier", "front").list().getItems())
                .hasSize(1);
    }
}
