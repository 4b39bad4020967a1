package io.ksail.junit;

import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.Persistence;
import io.ksail.spec.ResourceQuantity;
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
                .create(TestedVersion.named("persistent")
                        .persistence(KEPT.withSize(new ResourceQuantity("1Gi")))
                        .workers(1)
                        .build())) {
            Survivor survivor = Survivor.of(cluster);
            survivor.losesPod("k3k-persistent-server-0");
            survivor.losesPod("k3k-persistent-agent-0");
            survivor.assertRemembers();
            survivor.assertReady(2);
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
            Survivor survivor = Survivor.of(cluster);
            survivor.losesContainerOf("k3k-ephemeral-server-0");
            survivor.assertRemembers();
            assertThat(cluster.loss()).isEmpty();
        }
    }

    @Test
    void an_ephemeral_cluster_that_lost_its_pod_says_so() {
        try (Cluster cluster = create("lost")) {
            assertThat(cluster.loss()).isEmpty();
            new Survivor(cluster).losesPod("k3k-lost-server-0");
            Awaitility.await().atMost(TestHost.PATIENCE).untilAsserted(() -> assertThat(cluster.loss())
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
                        .create(TestedVersion.named("no-class")
                                .persistence(KEPT.withStorageClassName("fast"))
                                .build()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("the host has no StorageClass 'fast': it has local-path");
        assertThat(TestHost.client().namespaces().withName("k3k-no-class").get())
                .isNull();
    }

    private static Cluster create(String name) {
        return Clusters.on(TestHost.host()).create(TestedVersion.named(name).build());
    }
}
