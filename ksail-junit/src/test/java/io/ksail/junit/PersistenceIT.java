package io.ksail.junit;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.Persistence;
import io.ksail.spec.ResourceQuantity;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is left of a cluster when its pod is killed. */
class PersistenceIT {

    private static final Persistence KEPT = Persistence.EPHEMERAL.withEnabled(true);

    @AfterEach
    void nothing_is_left() {
        TestHost.assertEmpty();
    }

    @Test
    void a_persistent_cluster_survives_the_loss_of_its_pods_workers_included() {
        try (Cluster cluster = Clusters.on(TestHost.host())
                .create(ClusterSpec.named("persistent")
                        .persistence(KEPT.withSize(new ResourceQuantity("1Gi")))
                        .workers(1)
                        .build())) {
            remember(cluster);
            deletePod(cluster, "k3k-persistent-server-0");
            deletePod(cluster, "k3k-persistent-agent-0");
            assertRemembers(cluster);
            assertThat(cluster.client()
                            .nodes()
                            .informOnCondition(nodes -> nodes.size() == 2
                                    && nodes.stream().allMatch(node -> node.getStatus().getConditions().stream()
                                            .anyMatch(condition -> "Ready".equals(condition.getType())
                                                    && "True".equals(condition.getStatus())))))
                    .as("both nodes are Ready again, under their old names")
                    .succeedsWithin(Duration.ofSeconds(90));
            assertThat(cluster.loss()).isEmpty();
            assertThat(TestHost.client()
                            .persistentVolumeClaims()
                            .inNamespace("k3k-persistent")
                            .list()
                            .getItems())
                    .hasSize(2)
                    .allSatisfy(
                            claim -> assertThat(claim.getStatus().getPhase()).isEqualTo("Bound"))
                    .allSatisfy(claim ->
                            assertThat(claim.getSpec().getStorageClassName()).isEqualTo("local-path"));
        }
    }

    @Test
    void an_ephemeral_cluster_survives_a_killed_container() {
        try (Cluster cluster = create("ephemeral")) {
            remember(cluster);
            TestHost.client()
                    .pods()
                    .inNamespace("k3k-ephemeral")
                    .withName("k3k-ephemeral-server-0")
                    .redirectingOutput()
                    .exec("kill", "1");
            assertThat(TestHost.client()
                            .pods()
                            .inNamespace("k3k-ephemeral")
                            .withName("k3k-ephemeral-server-0")
                            .informOnCondition(pods -> pods.stream().anyMatch(PersistenceIT::runsAgain)))
                    .succeedsWithin(Duration.ofSeconds(60));
            assertRemembers(cluster);
            assertThat(cluster.loss()).isEmpty();
        }
    }

    @Test
    void an_ephemeral_cluster_that_lost_its_pod_says_so() {
        try (Cluster cluster = create("lost")) {
            assertThat(cluster.loss()).isEmpty();
            deletePod(cluster, "k3k-lost-server-0");
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(cluster.loss())
                    .get()
                    .extracting(Throwable::getMessage)
                    .asString()
                    .contains("Cluster 'lost' is lost")
                    .contains("its pod k3k-lost-server-0 was deleted on the host, and its state with it"));
        }
    }

    @Test
    void a_storage_class_that_is_not_there_is_refused_before_anything_is_created() {
        assertThatThrownBy(() -> Clusters.on(TestHost.host())
                        .create(ClusterSpec.named("no-class")
                                .persistence(KEPT.withStorageClassName("fast"))
                                .build()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("the host has no StorageClass 'fast': it has local-path");
        assertThat(TestHost.client().namespaces().withName("k3k-no-class").get())
                .isNull();
    }

    private static Cluster create(String name) {
        return Clusters.on(TestHost.host()).create(ClusterSpec.named(name).build());
    }

    private static boolean runsAgain(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .anyMatch(status -> status.getRestartCount() > 0 && Boolean.TRUE.equals(status.getReady()));
    }

    private static void deletePod(Cluster cluster, String name) {
        var pod = TestHost.client().pods().inNamespace(cluster.namespace()).withName(name);
        String uid = pod.get().getMetadata().getUid();
        pod.delete();
        assertThat(pod.informOnCondition(pods -> pods.stream()
                        .anyMatch(next -> !uid.equals(next.getMetadata().getUid())
                                && "Running".equals(next.getStatus().getPhase()))))
                .as("the host makes pod %s again", name)
                .succeedsWithin(Duration.ofSeconds(60));
    }

    private static void remember(Cluster cluster) {
        cluster.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("memory")
                        .withNamespace("default")
                        .endMetadata()
                        .addToData("what", "was")
                        .build())
                .create();
    }

    private static void assertRemembers(Cluster cluster) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .ignoreException(KubernetesClientException.class)
                .untilAsserted(() -> assertThat(cluster.client()
                                .configMaps()
                                .inNamespace("default")
                                .withName("memory")
                                .get()
                                .getData())
                        .containsEntry("what", "was"));
    }
}
