package io.ksail.junit;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Several control planes of K3s, each a pod of its own, and what becomes of one that is lost. */
class ControlPlanesIT {

    private static final String ROLE = "node-role.kubernetes.io/control-plane";
    private static final String FIRST = "k3k-three-planes-server-0";
    private static final String JOINED = "k3k-three-planes-server-joined-0";

    private static Cluster cluster;

    @BeforeAll
    static void create() {
        cluster = Clusters.on(TestHost.host())
                .create(TestedVersion.named("three-planes").controlPlanes(3).build());
    }

    @AfterAll
    static void close() {
        if (cluster != null) {
            cluster.close();
        }
        TestHost.assertEmpty();
    }

    @Test
    void each_is_a_node_that_is_labelled_and_takes_pods() {
        assertThat(cluster.client().nodes().withLabel(ROLE, "true").list().getItems())
                .hasSize(3)
                .allSatisfy(node ->
                        assertThat(node.getSpec().getTaints()).as("taints").isEmpty());
    }

    @Test
    void a_container_that_ends_is_started_again_and_nothing_is_lost() {
        host().pods()
                .inNamespace(cluster.namespace())
                .withName(FIRST)
                .redirectingOutput()
                .exec("kill", "1");
        assertThat(host().pods()
                        .inNamespace(cluster.namespace())
                        .withName(FIRST)
                        .informOnCondition(pods -> pods.stream().anyMatch(ControlPlanesIT::hasRestarted)))
                .succeedsWithin(TestHost.PATIENCE);
        awaitAllServing();
        assertThat(cluster.client().nodes().list().getItems()).hasSize(3);
        assertThat(cluster.loss()).isEmpty();
    }

    /** The one that began the cluster is the hardest: alone, it would begin another one. */
    @Test
    void one_whose_pod_is_lost_joins_the_others_again() {
        assertJoinsAgain(FIRST);
    }

    @Test
    @Tag("soak")
    void one_after_the_other_is_lost_and_joins_again() {
        assertJoinsAgain(JOINED);
        assertJoinsAgain(FIRST);
        assertJoinsAgain(JOINED);
    }

    private static void assertJoinsAgain(String name) {
        awaitAllServing();
        String before = node(name).getMetadata().getUid();
        host().pods().inNamespace(cluster.namespace()).withName(name).delete();
        assertThat(cluster.client().nodes().withName(name).informOnCondition(nodes -> nodes.stream()
                        .anyMatch(node -> !before.equals(node.getMetadata().getUid()) && Readiness.isNodeReady(node))))
                .as("%s is a node again, another one", name)
                .succeedsWithin(TestHost.PATIENCE);
        assertThat(cluster.loss()).isEmpty();
        awaitAllServing();
        assertThat(cluster.client().nodes().withLabel(ROLE, "true").list().getItems())
                .hasSize(3);
    }

    /** With one of three missing, another one must not be taken away. */
    private static void awaitAllServing() {
        assertThat(cluster.client()
                        .nodes()
                        .withLabel(ROLE, "true")
                        .informOnCondition(nodes -> nodes.size() == 3
                                && nodes.stream()
                                        .allMatch(node -> Readiness.isNodeReady(node)
                                                && node.getSpec().getTaints().isEmpty())))
                .as("all three are nodes that take pods")
                .succeedsWithin(TestHost.PATIENCE);
    }

    private static Node node(String name) {
        return cluster.client().nodes().withName(name).get();
    }

    private static boolean hasRestarted(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream().anyMatch(status -> status.getRestartCount() > 0);
    }

    private static KubernetesClient host() {
        return TestHost.client();
    }
}
