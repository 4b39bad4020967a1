package io.ksail.junit;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.ClusterCreationException;
import io.ksail.cluster.Clusters;
import io.ksail.spec.Cidrs;
import io.ksail.spec.ClusterNetworks;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ExposureType;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.Readiness;
import io.ksail.spec.yaml.KsailYaml;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The core without JUnit: create, use, close; on a real host. */
class ClusterIT {

    @AfterEach
    void nothing_is_left() {
        TestHost.assertEmpty();
    }

    @Test
    void a_few_lines_give_a_cluster_and_take_it_away_again() {
        try (Cluster cluster = create("plain")) {
            assertThat(cluster.namespace()).isEqualTo("k3k-plain");
            assertThat(cluster.kubernetesVersion()).startsWith(TestedVersion.prefix());
            assertThat(cluster.exposure().tier()).isEqualTo(ExposureType.NODE_PORT);
            assertThat(cluster.client().nodes().list().getItems()).hasSize(1);
            assertThat(TestHost.client()
                            .namespaces()
                            .withName("k3k-plain")
                            .get()
                            .getMetadata()
                            .getLabels())
                    .containsEntry("ksail.io/cluster", "plain");
        }
        assertThat(TestHost.client().namespaces().withName("k3k-plain").get())
                .as("close does not wait until the host has deleted it")
                .isNotNull();
    }

    @Test
    void the_served_certificate_holds_every_address_the_api_is_reached_at() throws Exception {
        try (Cluster cluster = create("certified")) {
            X509Certificate served = ServedCertificate.of(cluster);
            List<String> sans = served.getSubjectAlternativeNames().stream()
                    .map(san -> String.valueOf(san.get(1)))
                    .toList();
            assertThat(sans).containsAll(cluster.exposure().sans());
            assertThat(cluster.exposure().sans())
                    .contains(
                            URI.create(cluster.apiUrl()).getHost(),
                            "localhost",
                            "127.0.0.1",
                            "k3k-certified.k3k-certified.svc");
        }
    }

    @Test
    void the_api_alone_is_handed_over_sooner_than_the_whole_system() {
        try (Cluster cluster = Clusters.on(TestHost.host())
                .create(TestedVersion.named("api-only").readiness(Readiness.API).build())) {
            assertThat(cluster.client().raw("/readyz")).isEqualTo("ok");
        }
        try (Cluster cluster = Clusters.on(TestHost.host())
                .create(TestedVersion.named("system-ready")
                        .readiness(Readiness.SYSTEM)
                        .build())) {
            assertThat(cluster.client()
                            .apps()
                            .deployments()
                            .inNamespace("kube-system")
                            .withName("coredns")
                            .get()
                            .getStatus()
                            .getAvailableReplicas())
                    .isEqualTo(1);
        }
    }

    @Test
    void a_loaded_image_runs_without_a_registry() throws Exception {
        try (Cluster cluster = create("loaded")) {
            cluster.loadImages(ImageArchive.withBusyboxOf(TestHost.host(), "ksail.test/only-loaded:1"));
            cluster.client()
                    .pods()
                    .inNamespace("default")
                    .resource(new PodBuilder()
                            .withNewMetadata()
                            .withName("loaded")
                            .endMetadata()
                            .withNewSpec()
                            .withRestartPolicy("Never")
                            .addNewContainer()
                            .withName("c")
                            .withImage("ksail.test/only-loaded:1")
                            .withImagePullPolicy("Never")
                            .withCommand("echo", "hello from a loaded image")
                            .endContainer()
                            .endSpec()
                            .build())
                    .create();
            Pod ended = cluster.client()
                    .pods()
                    .inNamespace("default")
                    .withName("loaded")
                    .waitUntilCondition(
                            pod -> pod != null
                                    && "Succeeded".equals(pod.getStatus().getPhase()),
                            3,
                            TimeUnit.MINUTES);
            assertThat(cluster.client().pods().resource(ended).getLog()).contains("hello from a loaded image");
        }
    }

    @Test
    void a_ksail_yaml_says_what_the_cluster_is_like(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("ksail.yaml"), """
                apiVersion: ksail.io/v1alpha1
                kind: Cluster
                metadata:
                  name: from-yaml
                spec:
                  cluster:
                    distribution: K3s
                    provider: Kubernetes
                  provider:
                    kubernetes:
                      podCidr: 10.100.0.0/16
                      serviceCidr: 10.101.0.0/16
                """);
        try (Cluster cluster =
                Clusters.on(TestHost.host()).create(KsailYaml.read(file).cluster())) {
            assertThat(cluster.namespace()).isEqualTo("k3k-from-yaml");
            // K3s' node is Ready before it has its podCIDR.
            Node node = cluster.client()
                    .nodes()
                    .withName("k3k-from-yaml-server-0")
                    .waitUntilCondition(
                            seen -> seen != null && seen.getSpec().getPodCIDR() != null, 1, TimeUnit.MINUTES);
            assertThat(node.getSpec().getPodCIDR()).startsWith("10.100.");
            assertThat(cluster.client()
                            .services()
                            .inNamespace("default")
                            .withName("kubernetes")
                            .get()
                            .getSpec()
                            .getClusterIP())
                    .isEqualTo("10.101.0.1");
        }
    }

    @Test
    void networks_that_the_host_uses_itself_are_refused() {
        assertThatThrownBy(() -> Clusters.on(TestHost.host())
                        .create(TestedVersion.named("overlapping")
                                .networks(new ClusterNetworks(
                                        Optional.of(Cidrs.parse("10.42.0.0/16")),
                                        Optional.of(Cidrs.parse("10.200.0.0/16"))))
                                .build()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining(
                        "nested cluster CIDR overlaps: podCidr 10.42.0.0/16 overlaps the host's pod network")
                .hasMessageContaining("spec.podCIDR");
        assertThatThrownBy(() -> Clusters.on(TestHost.host())
                        .create(TestedVersion.named("overlapping")
                                .networks(new ClusterNetworks(
                                        Optional.of(Cidrs.parse("10.200.0.0/16")),
                                        Optional.of(Cidrs.parse("10.43.0.0/16"))))
                                .build()))
                .hasMessageContaining("overlaps the host's service network 10.43.0.0/16 (");
    }

    @Test
    void workers_are_nodes_that_run_pods_which_reach_each_other() {
        try (Cluster cluster = Clusters.on(TestHost.host())
                .create(TestedVersion.named("three-nodes")
                        .workers(2)
                        .readiness(Readiness.SYSTEM)
                        .build())) {
            List<Node> nodes = cluster.client().nodes().list().getItems();
            assertThat(nodes).hasSize(3);
            var pods = cluster.client().pods().inNamespace("default");
            for (Node node : nodes) {
                pods.resource(new PodBuilder()
                                .withNewMetadata()
                                .withName("on-" + node.getMetadata().getName())
                                .endMetadata()
                                .withNewSpec()
                                .withNodeName(node.getMetadata().getName())
                                .withRestartPolicy("OnFailure")
                                .addNewContainer()
                                .withName("c")
                                .withImage("busybox:1.36")
                                .withCommand("nslookup", "kubernetes.default.svc.cluster.local")
                                .endContainer()
                                .endSpec()
                                .build())
                        .create();
            }
            assertThat(pods.informOnCondition(all -> all.stream()
                            .allMatch(pod -> "Succeeded".equals(pod.getStatus().getPhase()))))
                    .as("a pod on each node reaches DNS, which is on one of them")
                    .succeedsWithin(TestHost.PATIENCE);
        }
    }

    @Test
    void an_interrupted_creation_ends_at_once_and_is_rolled_back() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        var begun = TestHost.client().pods().inNamespace("k3k-told-to-stop").informOnCondition(pods -> !pods.isEmpty());
        ClusterSpec threeNodes =
                TestedVersion.named("told-to-stop").controlPlanes(3).build();
        Thread creator = new Thread(() -> {
            try {
                Clusters.on(TestHost.host()).create(threeNodes).close();
                failure.complete(null);
            } catch (RuntimeException e) {
                failure.complete(Thread.currentThread().isInterrupted() ? e : null);
            }
        });
        creator.start();
        assertThat(begun).succeedsWithin(TestHost.PATIENCE);
        creator.interrupt();
        assertThat(failure.get(1, TimeUnit.MINUTES))
                .isInstanceOf(ClusterCreationException.class)
                .hasMessageContaining("could not be created");
        TestHost.assertGone("k3k-told-to-stop");
    }

    @Test
    void several_are_created_at_once() {
        List<Cluster> clusters = IntStream.range(0, 4)
                .parallel()
                .mapToObj(i -> create("side-by-side-" + i))
                .toList();
        try {
            assertThat(clusters.stream().map(Cluster::apiUrl)).doesNotHaveDuplicates();
            assertThat(clusters).allSatisfy(cluster -> assertThat(
                            cluster.client().nodes().list().getItems())
                    .hasSize(1));
        } finally {
            clusters.forEach(Cluster::close);
        }
    }

    @Test
    void what_others_left_behind_is_removed_when_its_lease_has_run_out() {
        TestHost.client()
                .resource(new io.fabric8.kubernetes.api.model.NamespaceBuilder()
                        .withNewMetadata()
                        .withName("k3k-leftover")
                        .addToLabels("ksail.io/managed-by", "ksail")
                        .addToLabels("ksail.io/cluster", "leftover")
                        .addToAnnotations("ksail.io/expires", "2020-01-01T00:00:00Z")
                        .endMetadata()
                        .build())
                .create();
        create("sweeper").close();
        TestHost.assertGone("k3k-leftover");
    }

    private static Cluster create(String name) {
        return Clusters.on(TestHost.host()).create(TestedVersion.named(name).build());
    }
}
