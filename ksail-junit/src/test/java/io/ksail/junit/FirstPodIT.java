package io.ksail.junit;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is promised of a cluster that is usable: a pod that is made at once runs as soon as it can, on every node. */
class FirstPodIT {

    @Test
    void a_pod_that_is_made_at_once_is_not_made_to_wait_for_a_second_try() {
        try (Cluster cluster = Clusters.on(TestHost.host())
                .create(TestedVersion.named("first-pod").workers(1).build())) {
            KubernetesClient nested = cluster.client();
            List<Node> nodes = nested.nodes().list().getItems();
            nodes.forEach(node -> nested.resource(new PodBuilder()
                            .withNewMetadata()
                            .withName("on-" + node.getMetadata().getName())
                            .withNamespace("default")
                            .endMetadata()
                            .withNewSpec()
                            .withNodeName(node.getMetadata().getName())
                            .addNewContainer()
                            .withName("c")
                            .withImage("busybox:1.36")
                            .withCommand("sleep", "600")
                            .endContainer()
                            .endSpec()
                            .build())
                    .create());
            assertThat(nodes).hasSize(2).allSatisfy(node -> {
                assertThat(node.getSpec().getTaints()).as("taints").isEmpty();
                assertThat(node.getSpec().getPodCIDR()).as("podCIDR").isNotBlank();
            });
            assertThat(nested.pods()
                            .inNamespace("default")
                            .informOnCondition(pods -> pods.size() == 2
                                    && pods.stream().allMatch(pod -> "Running"
                                            .equals(pod.getStatus().getPhase()))))
                    .succeedsWithin(TestHost.PATIENCE);
            assertThat(nested.v1().events().inNamespace("default").list().getItems())
                    .extracting(event -> event.getReason() + ": " + event.getMessage())
                    .anyMatch(event -> event.startsWith("Started: "))
                    .noneMatch(FirstPodIT::isSecondTry);
        }
        TestHost.assertEmpty();
    }

    /**
     * What a pod is told that came before its node could run it: no network, or its token's ServiceAccount or {@code
     * kube-root-ca.crt} not found. A kubelet on a busy machine may also be late itself in fetching the latter, or before
     * the API server knows that the pod is the node's; it says so by the same reason, and tries again half a second later,
     * however ready the node was.
     */
    private static boolean isSecondTry(String event) {
        return event.matches("(?s)(FailedCreatePodSandBox|NetworkNotReady): .*")
                || event.startsWith("FailedMount: ") && event.contains("not found");
    }
}
