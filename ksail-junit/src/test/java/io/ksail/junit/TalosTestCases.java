package io.ksail.junit;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.ClusterInfo;
import io.ksail.cluster.Clusters;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import static org.assertj.core.api.Assertions.assertThat;

/** What is promised of a Talos cluster, all on one; run by {@link TalosIT}. */
@NestedCluster(config = "classpath:talos-cluster/ksail.yaml", readyTimeout = TalosTestCases.READY_TIMEOUT)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TalosTestCases {

    /** Official images have to be pulled, and are a few. */
    static final String READY_TIMEOUT = "10m";

    static final int TESTS = 8;

    @Test
    @Order(1)
    void nodes_context_and_namespace_are_called_as_ksail_calls_them(Cluster cluster, KubernetesClient client) {
        assertThat(cluster.namespace()).isEqualTo("ksail-talos");
        assertThat(cluster.kubeconfig().context()).isEqualTo("admin@talos");
        assertThat(cluster.kubernetesVersion()).isEqualTo("v1.36.4");
        assertThat(client.nodes().list().getItems())
                .extracting(node -> node.getMetadata().getName())
                .containsExactlyInAnyOrder("talos-controlplane-1", "talos-worker-1");
        assertThat(Clusters.on(TestHost.host()).list())
                .extracting(ClusterInfo::name, info -> String.valueOf(info.distribution()))
                .contains(org.assertj.core.groups.Tuple.tuple("talos", "Optional[Talos]"));
    }

    @Test
    @Order(1)
    void the_talos_api_is_not_exposed_before_somebody_asks(Cluster cluster) {
        assertThat(TestHost.client()
                        .services()
                        .inNamespace(cluster.namespace())
                        .list()
                        .getItems())
                .flatExtracting(service -> service.getSpec().getPorts())
                .extracting(port -> port.getTargetPort().getIntVal())
                .containsOnly(6443);
    }

    @Test
    @Order(2)
    void the_talosconfig_leads_to_the_talos_api(@Talosconfig Path file, @Talosconfig String text, Cluster cluster)
            throws Exception {
        assertThat(file).hasContent(text);
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        assertThat(TalosGreeting.through(text))
                .as("the first byte that the Talos API sends to an administrator")
                .isNotNegative();
        assertThat(cluster.talosconfig().endpoint()).doesNotEndWith(":50000");
    }

    @Test
    @Order(2)
    void the_users_patches_are_for_the_nodes_of_their_folders(KubernetesClient client) {
        assertThat(labels(client, "talos-controlplane-1"))
                .containsEntry("example.com/all", "yes")
                .containsEntry("example.com/planes", "yes")
                .doesNotContainKey("example.com/workers");
        assertThat(labels(client, "talos-worker-1"))
                .containsEntry("example.com/all", "yes")
                .containsEntry("example.com/workers", "yes")
                .doesNotContainKey("example.com/planes");
        assertThat(client.pods().inNamespace("kube-system").list().getItems())
                .filteredOn(pod -> pod.getMetadata().getName().startsWith("kube-apiserver"))
                .flatExtracting(pod -> pod.getSpec().getContainers())
                .flatExtracting(container -> container.getCommand())
                .contains("--event-ttl=30m");
    }

    private static Map<String, String> labels(KubernetesClient client, String node) {
        return client.nodes().withName(node).get().getMetadata().getLabels();
    }

    @Test
    @Order(2)
    void pods_and_services_have_the_networks_that_were_asked_for(KubernetesClient client) {
        assertThat(client.nodes().list().getItems())
                .allSatisfy(node -> assertThat(node.getSpec().getPodCIDR()).startsWith("10.100."));
        assertThat(client.services()
                        .inNamespace("default")
                        .withName("kubernetes")
                        .get()
                        .getSpec()
                        .getClusterIP())
                .isEqualTo("10.101.0.1");
    }

    @Test
    @Order(2)
    void a_process_that_has_only_the_kubeconfig_uses_it(@Kubeconfig File kubeconfig) throws Exception {
        ChildJvm.start(ListNodes.class, kubeconfig.getPath()).awaitLine("nodes: 2");
    }

    @Test
    @Order(2)
    void a_loaded_image_runs_on_a_worker(Cluster cluster, KubernetesClient client) throws Exception {
        cluster.loadImages(ImageArchive.withBusyboxOf(TestHost.host(), "ksail.test/only-loaded:1"));
        assertEndsWell(client, "loaded", "ksail.test/only-loaded:1", "Never", "echo", "hello from a loaded image");
    }

    @Test
    @Order(2)
    void an_image_of_a_mirror_runs_on_a_worker_and_reaches_the_control_plane(KubernetesClient client) {
        assertEndsWell(
                client, "resolver", "busybox:1.36", "Always", "nslookup", "kubernetes.default.svc.cluster.local");
    }

    private static void assertEndsWell(
            KubernetesClient client, String name, String image, String pulled, String... command) {
        var pods = client.pods().inNamespace("default");
        pods.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName("talos-worker-1")
                        .withRestartPolicy("OnFailure")
                        .addNewContainer()
                        .withName("c")
                        .withImage(image)
                        .withImagePullPolicy(pulled)
                        .withCommand(command)
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        assertThat(pods.withName(name).informOnCondition(all -> all.stream()
                        .anyMatch(pod -> "Succeeded".equals(pod.getStatus().getPhase()))))
                .succeedsWithin(TestHost.PATIENCE);
    }
}
