package io.ksail.junit;

import io.fabric8.kubernetes.api.model.Node;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ConfigFiles;
import io.ksail.spec.DistributionType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Talos nodes in a Docker daemon in a pod, on a real host. */
class TalosIT {

    @AfterEach
    void nothing_is_left() {
        TestHost.assertEmpty();
    }

    @Test
    void a_control_plane_and_a_worker_with_the_users_patches() throws Exception {
        ConfigFiles patches = ConfigFiles.NONE
                .with("talos/cluster/labels.yaml", "machine:\n  nodeLabels:\n    example.com/all: all\n")
                .with("talos/workers/labels.yaml", "machine:\n  nodeLabels:\n    example.com/worker: only\n");
        try (Cluster cluster = Clusters.on(TestHost.host())
                .create(ClusterSpec.named("talos")
                        .distribution(DistributionType.TALOS)
                        .workers(1)
                        .configFiles(patches)
                        .build())) {
            assertThat(cluster.namespace()).isEqualTo("ksail-talos");
            assertThat(cluster.kubernetesVersion()).isEqualTo("v1.34.4");
            assertThat(cluster.kubeconfig().context()).isEqualTo("admin@talos");
            assertThat(cluster.client().nodes().list().getItems())
                    .extracting(node -> node.getMetadata().getName())
                    .containsExactlyInAnyOrder("talos-controlplane-1", "talos-worker-1");
            Node worker = cluster.client().nodes().withName("talos-worker-1").get();
            assertThat(worker.getMetadata().getLabels())
                    .containsEntry("example.com/all", "all")
                    .containsEntry("example.com/worker", "only");
            cluster.loadImages(ImageArchive.withBusyboxOf(TestHost.host(), "ksail.test/only-loaded:1"));
        }
    }
}
