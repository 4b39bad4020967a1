package io.ksail.junit;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.ksail.KsailException;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.ClusterCreationException;
import io.ksail.cluster.Clusters;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.ConfigFiles;
import io.ksail.spec.DistributionType;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.Persistence;
import io.ksail.spec.ResourceQuantity;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Talos nodes in a Docker daemon in a pod, on a real host: on the testbed's stand-ins for the images, or with {@code
 * -Dksail.it.vendor=true} on the vendor's, which takes longer.
 */
class TalosIT {

    private static final boolean VENDOR = Boolean.getBoolean("ksail.it.vendor");

    @AfterEach
    void nothing_is_left() {
        TestHost.assertEmpty();
    }

    @Test
    void a_test_class_gets_a_talos_cluster() {
        Kit.runWell(TalosTestCases.TESTS, TalosTestCases.class);
    }

    @Test
    void an_etcd_that_does_not_run_is_named_with_its_last_words() {
        ClusterSpec spec = spec("no-etcd")
                .readyTimeout(VENDOR ? Duration.ofMinutes(4) : Duration.ofSeconds(75))
                .configFiles(ConfigFiles.NONE.with(
                        "talos/control-planes/etcd.yaml", "cluster: {etcd: {extraArgs: {no-such-flag: 'true'}}}"))
                .build();
        assertThatThrownBy(() -> create(spec))
                .isInstanceOf(ClusterCreationException.class)
                .hasMessageContaining("not ready within")
                .hasMessageContaining("node no-etcd-controlplane-1, its services:")
                .hasMessageContaining("the last lines of etcd:")
                .hasMessageContaining("no-such-flag");
    }

    @Test
    void a_patch_with_a_field_that_there_is_not_is_refused_in_talos_own_words() {
        ClusterSpec spec = spec("bad-patch")
                .configFiles(ConfigFiles.NONE.with("talos/workers/typo.yaml", "machine:\n  nodeLables:\n    a: b\n"))
                .build();
        assertThatThrownBy(() -> create(spec))
                .isInstanceOf(ClusterCreationException.class)
                .hasMessageContaining("making the machine configurations failed")
                .hasMessageContaining("unknown keys found during decoding")
                .hasMessageContaining("nodeLables")
                .hasMessageContaining("talos/");
    }

    @Test
    void an_image_that_there_is_not_is_named() {
        ClusterSpec spec =
                spec("no-image").nodeImage("ghcr.io/siderolabs/talos:v1.13.999").build();
        assertThatThrownBy(() -> create(spec))
                .isInstanceOf(ClusterCreationException.class)
                .hasMessageContaining("pulling ghcr.io/siderolabs/talos")
                .hasMessageContaining("v1.13.999");
    }

    @Test
    void what_can_be_told_beforehand_is_told_before_anything_is_made() {
        assertThatThrownBy(
                        () -> create(spec("early").kubernetesVersion("1.20.0").build()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("Kubernetes 1.20.0 can't be run by Talos v1.13.9");
        assertThatThrownBy(() -> create(spec("early")
                        .configFiles(ConfigFiles.NONE.with("talos/cluster/broken.yaml", "machine: ["))
                        .build()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("talos/cluster/broken.yaml");
    }

    @Test
    void a_cluster_of_another_distribution_has_no_talosconfig() {
        try (Cluster cluster = Clusters.on(TestHost.host())
                .create(ClusterSpec.named("no-talos").build())) {
            assertThatThrownBy(cluster::talosconfig)
                    .isInstanceOf(KsailException.class)
                    .hasMessageContaining("The talosconfig of cluster 'no-talos' is not available")
                    .hasMessageContaining("its distribution is K3s");
        }
    }

    @Test
    @Tag("soak")
    void several_control_planes_make_one_cluster() {
        try (Cluster cluster = create(spec("planes").controlPlanes(3).build())) {
            assertThat(cluster.client()
                            .nodes()
                            .withLabel("node-role.kubernetes.io/control-plane")
                            .list()
                            .getItems())
                    .hasSize(3);
        }
    }

    @Test
    @Tag("soak")
    void a_persistent_cluster_survives_the_loss_of_its_pod() {
        try (Cluster cluster = create(spec("kept-talos")
                .workers(1)
                .persistence(Persistence.EPHEMERAL.withEnabled(true).withSize(new ResourceQuantity("2Gi")))
                .build())) {
            cluster.client()
                    .resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName("remembered")
                            .withNamespace("default")
                            .endMetadata()
                            .build())
                    .create();
            TestHost.client()
                    .pods()
                    .inNamespace(cluster.namespace())
                    .withName("ksail-kept-talos-docker-0")
                    .delete();
            Awaitility.await().atMost(Duration.ofMinutes(3)).ignoreExceptions().untilAsserted(() -> {
                assertThat(cluster.client()
                                .configMaps()
                                .inNamespace("default")
                                .withName("remembered")
                                .get())
                        .isNotNull();
                assertThat(cluster.client().nodes().list().getItems())
                        .hasSize(2)
                        .allSatisfy(node -> assertThat(node.getStatus().getConditions())
                                .anyMatch(condition ->
                                        "Ready".equals(condition.getType()) && "True".equals(condition.getStatus())));
            });
            assertThat(cluster.talosconfig().endpoint()).isNotEmpty();
            assertThat(cluster.loss()).isEmpty();
        }
    }

    private static Cluster create(ClusterSpec spec) {
        return Clusters.on(TestHost.host()).create(spec);
    }

    private static ClusterSpecBuilder spec(String name) {
        return ClusterSpec.named(name)
                .distribution(DistributionType.TALOS)
                .readyTimeout(VENDOR ? Duration.ofMinutes(10) : ClusterSpec.DEFAULT_READY_TIMEOUT);
    }
}
