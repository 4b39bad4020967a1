package io.ksail.examples;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import io.ksail.junit.HostCluster;
import io.ksail.junit.InCluster;
import io.ksail.junit.NestedCluster;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Two clusters, created side by side; an agent in the one talks to the API of the other. */
@NestedCluster(name = "hub")
@NestedCluster(name = "spoke")
class HubAndSpokeTest {

    @InCluster("hub")
    Cluster hub;

    @InCluster("spoke")
    KubernetesClient spoke;

    @Test
    void an_agent_in_the_spoke_reads_the_hub() {
        spoke.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("hub")
                        .withNamespace("default")
                        .endMetadata()
                        .addToStringData("kubeconfig", hub.kubeconfigForPods().yaml())
                        .build())
                .create();
        Pod agent = spoke.pods()
                .inNamespace("default")
                .load(HubAndSpokeTest.class.getResourceAsStream("/agent.yaml"))
                .create();
        spoke.resource(agent)
                .waitUntilCondition(
                        pod -> pod != null && "Succeeded".equals(pod.getStatus().getPhase()), 120, TimeUnit.SECONDS);

        assertThat(spoke.pods().resource(agent).getLog()).contains("node/k3k-hub-server-0");
    }

    @Test
    void both_are_on_one_host(@HostCluster KubernetesClient host) {
        assertThat(host.namespaces().withName("k3k-hub").get()).isNotNull();
        assertThat(host.namespaces().withName("k3k-spoke").get()).isNotNull();
    }
}
