package io.ksail.junit;

import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.cluster.Deletion;
import io.ksail.spec.Persistence;
import io.ksail.spec.Readiness;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A cluster that is taken away from under its user is lost, and how is told as what it was. */
class LossIT {

    @AfterEach
    void nothing_is_left() {
        TestHost.assertEmpty();
    }

    @Test
    void a_namespace_that_somebody_deleted() {
        try (Cluster cluster = create("deleted", Persistence.EPHEMERAL)) {
            TestHost.client().namespaces().withName(cluster.namespace()).delete();
            isLost(cluster);
            assertThat(cluster.loss().orElseThrow())
                    .hasMessageContaining(
                            "namespace k3k-deleted was deleted on the host by somebody who did not say so")
                    .hasMessageContaining("audit log")
                    .hasMessageNotContaining("its pod");
            TestHost.assertGone(cluster.namespace());
        }
    }

    /** With persistence the loss of a pod is none; that of the namespace is. */
    @Test
    void a_namespace_that_a_command_deleted_says_whose_command() {
        try (Cluster cluster = create("by-command", Persistence.EPHEMERAL.withEnabled(true))) {
            Clusters.on(TestHost.host()).delete("by-command", Deletion.requested());
            isLost(cluster);
            assertThat(cluster.loss().orElseThrow())
                    .hasMessageContaining("namespace k3k-by-command was deleted by %s, process %d, by command"
                            .formatted(
                                    System.getProperty("user.name"),
                                    ProcessHandle.current().pid()));
        }
    }

    @Test
    void a_pod_that_was_evicted_by_a_drain() {
        try (Cluster cluster = create("drained", Persistence.EPHEMERAL)) {
            assertThat(TestHost.client()
                            .pods()
                            .inNamespace(cluster.namespace())
                            .withName("k3k-drained-server-0")
                            .evict(new EvictionBuilder()
                                    .withNewMetadata()
                                    .withName("k3k-drained-server-0")
                                    .withNamespace(cluster.namespace())
                                    .endMetadata()
                                    .build()))
                    .isTrue();
            isLost(cluster);
            assertThat(cluster.loss().orElseThrow())
                    .hasMessageContaining("its pod k3k-drained-server-0 was taken away by the host: ")
                    .hasMessageContaining("EvictionByEvictionAPI")
                    .hasMessageContaining("and its state with it");
        }
    }

    /** As the kubelet says it on a node that has run out of something. */
    @Test
    void a_pod_that_the_kubelet_evicted() {
        try (Cluster cluster = create("evicted", Persistence.EPHEMERAL)) {
            TestHost.client()
                    .pods()
                    .inNamespace(cluster.namespace())
                    .withName("k3k-evicted-server-0")
                    .editStatus(pod -> pod.edit()
                            .editStatus()
                            .withPhase("Failed")
                            .withReason("Evicted")
                            .withMessage("The node was low on resource: ephemeral-storage.")
                            .endStatus()
                            .build());
            isLost(cluster);
            assertThat(cluster.loss().orElseThrow())
                    .hasMessageContaining("its pod k3k-evicted-server-0 was evicted: The node was low on resource:"
                            + " ephemeral-storage.");
        }
    }

    static void isLost(Cluster cluster) {
        Awaitility.await().atMost(TestHost.PATIENCE).untilAsserted(() -> assertThat(cluster.loss())
                .isPresent());
    }

    private static Cluster create(String name, Persistence persistence) {
        return Clusters.on(TestHost.host())
                .create(TestedVersion.named(name)
                        .readiness(Readiness.API)
                        .persistence(persistence)
                        .build());
    }
}
