package io.ksail.junit;

import io.ksail.cluster.Cluster;
import io.ksail.cluster.ClusterCreationException;
import io.ksail.cluster.Clusters;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.ConfigFiles;
import io.ksail.spec.DistributionType;
import io.ksail.spec.Persistence;
import io.ksail.spec.RegistryMirrors;
import io.ksail.spec.ResourceQuantity;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How Vanilla clusters begin when they can't, what is left when their pod is lost, and several control planes. */
class VanillaLifeIT {

    private static final String KIND_YAML = "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n";

    @AfterEach
    void nothing_is_left() {
        TestHost.assertEmpty();
    }

    @Test
    void a_persistent_cluster_survives_the_loss_of_its_pod_at_the_same_address() {
        Persistence kept = Persistence.EPHEMERAL.withEnabled(true).withSize(new ResourceQuantity("4Gi"));
        try (Cluster cluster = create(vanilla("kept").persistence(kept).workers(1))) {
            Survivor survivor = Survivor.of(cluster);
            survivor.losesPod("ksail-kept-docker-0");
            survivor.assertRemembers();
            survivor.assertReady(2);
            assertThat(cluster.loss()).isEmpty();
        }
    }

    @Test
    void an_ephemeral_cluster_survives_its_daemon_but_not_its_pod_and_says_so() {
        try (Cluster cluster = create(vanilla("lost"))) {
            Survivor survivor = Survivor.of(cluster);
            survivor.losesContainerOf("ksail-lost-docker-0");
            survivor.assertRemembers();
            assertThat(cluster.loss()).isEmpty();

            survivor.losesPod("ksail-lost-docker-0");
            Awaitility.await().atMost(TestHost.PATIENCE).untilAsserted(() -> assertThat(cluster.loss())
                    .get()
                    .extracting(Throwable::getMessage)
                    .asString()
                    .contains("its pod ksail-lost-docker-0 was deleted on the host, and its state with it"));
        }
    }

    @Test
    void an_image_that_no_registry_has_is_named_with_the_daemons_own_words() {
        assertThatThrownBy(() -> create(vanilla("no-image").kubernetesVersion("1.34.99")))
                .isInstanceOf(ClusterCreationException.class)
                .hasMessageContaining("pulling kindest/node:v1.34.99 inside the pod failed with exit code 1: ");
    }

    @Test
    void what_kubeadm_does_not_like_is_said_in_its_own_words_with_those_of_the_node() {
        String patched = KIND_YAML + """
                kubeadmConfigPatches:
                - |
                  kind: ClusterConfiguration
                  networking: {dnsDomain: "not a domain"}
                """;
        assertThatThrownBy(() -> create(vanilla("bad-patch").configFiles(ConfigFiles.NONE.with("kind.yaml", patched))))
                .isInstanceOf(ClusterCreationException.class)
                .hasMessageContaining("kubeadm init on bad-patch-control-plane failed")
                .hasMessageContaining("not a domain")
                .hasMessageContaining("last log lines of bad-patch-control-plane")
                .hasMessageContaining("kubeadmConfigPatches in kind.yaml");
    }

    @Test
    void a_daemon_that_does_not_start_is_quoted() {
        // Containerd takes an underscore in a host's name, Docker does not.
        RegistryMirrors unusable = RegistryMirrors.none().with("ghcr.io", "http://my_mirror:5000");
        assertThatThrownBy(() -> create(vanilla("no-daemon").mirrors(unusable)))
                .isInstanceOf(ClusterCreationException.class)
                .hasMessageContaining(
                        "container 'docker' of pod ksail-no-daemon/ksail-no-daemon-docker-0 ended 2 times")
                .hasMessageContaining("my_mirror");
    }

    @Test
    void several_control_planes_are_behind_one_address() {
        try (Cluster cluster = create(vanilla("several").controlPlanes(2))) {
            assertThat(cluster.client().nodes().list().getItems())
                    .extracting(node -> node.getMetadata().getName())
                    .containsExactlyInAnyOrder("several-control-plane", "several-control-plane2");
        }
    }

    private static ClusterSpecBuilder vanilla(String name) {
        return TestedVersion.named(name).distribution(DistributionType.VANILLA);
    }

    private static Cluster create(ClusterSpecBuilder spec) {
        return Clusters.on(TestHost.host()).create(spec.build());
    }
}
