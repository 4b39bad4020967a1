package io.ksail.junit;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.ksail.cluster.Cluster;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/** A cluster with something to remember, whose pods on the host are lost one after the other. */
record Survivor(Cluster cluster) {

    static Survivor of(Cluster cluster) {
        cluster.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("memory")
                        .withNamespace("default")
                        .endMetadata()
                        .addToData("what", "was")
                        .build())
                .create();
        return new Survivor(cluster);
    }

    /** Ends the first process of a pod, and waits until the host has started it again. */
    void losesContainerOf(String pod) {
        onHost(pod).redirectingOutput().exec("kill", "1");
        assertThat(onHost(pod).informOnCondition(pods -> pods.stream().anyMatch(Survivor::runsAgain)))
                .as("the host starts the container of pod %s again", pod)
                .succeedsWithin(TestHost.PATIENCE);
    }

    private static boolean runsAgain(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .anyMatch(status -> status.getRestartCount() > 0 && Boolean.TRUE.equals(status.getReady()));
    }

    /** Deletes a pod, and waits until the host has made another one in its place. */
    void losesPod(String name) {
        PodResource pod = onHost(name);
        String uid = pod.get().getMetadata().getUid();
        pod.delete();
        assertThat(pod.informOnCondition(pods -> pods.stream()
                        .anyMatch(next -> !uid.equals(next.getMetadata().getUid())
                                && "Running".equals(next.getStatus().getPhase()))))
                .as("the host makes pod %s again", name)
                .succeedsWithin(TestHost.PATIENCE);
    }

    void assertRemembers() {
        Awaitility.await()
                .atMost(TestHost.PATIENCE)
                .ignoreException(KubernetesClientException.class)
                .untilAsserted(() -> assertThat(cluster.client()
                                .configMaps()
                                .inNamespace("default")
                                .withName("memory")
                                .get()
                                .getData())
                        .containsEntry("what", "was"));
    }

    void assertReady(int count) {
        assertThat(cluster.client()
                        .nodes()
                        .informOnCondition(
                                nodes -> nodes.size() == count && nodes.stream().allMatch(Survivor::isReady)))
                .as("%d nodes are Ready again, under their old names", count)
                .succeedsWithin(TestHost.PATIENCE);
    }

    private static boolean isReady(Node node) {
        return node.getStatus().getConditions().stream()
                .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private PodResource onHost(String pod) {
        return TestHost.client().pods().inNamespace(cluster.namespace()).withName(pod);
    }
}
