package io.ksail.junit;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.chart.ChartInstallationException;
import io.ksail.chart.ChartRelease;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.content.ClusterContent;
import io.ksail.content.ContentException;
import io.ksail.content.Manifests;
import io.ksail.image.ImageSource;
import io.ksail.internal.Deadline;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What is put into a cluster before its first test, without JUnit; all on one cluster of two nodes. */
class ContentIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static Cluster cluster;
    private static KubernetesClient client;

    @BeforeAll
    static void create() {
        cluster = Clusters.on(TestHost.host())
                .create(TestedVersion.named("content").workers(1).build());
        client = cluster.client();
        Manifests.from("classpath:content/operator/").applyTo(cluster, LIMIT);
    }

    @AfterAll
    static void nothing_is_left() {
        cluster.close();
        TestHost.assertEmpty();
    }

    @Test
    void objects_come_in_the_order_in_which_they_need_each_other_whatever_their_files_are_called() {
        assertThat(client.genericKubernetesResources("content.ksail.io/v1", "Lantern")
                        .inNamespace("lanterns")
                        .withName("first")
                        .get())
                .isNotNull();
        assertThat(client.apps()
                        .deployments()
                        .inNamespace("lanterns")
                        .withName("controller")
                        .get()
                        .getStatus()
                        .getAvailableReplicas())
                .isEqualTo(1);
    }

    @Test
    void an_object_whose_webhook_does_not_answer_yet_is_tried_again(@TempDir Path directory) throws Exception {
        Manifests.from("classpath:content/webhook.yaml").applyTo(cluster, LIMIT);
        Path file = Files.writeString(directory.resolve("examined.yaml"), """
                apiVersion: content.ksail.io/v1
                kind: Lantern
                metadata:
                  name: examined
                  namespace: lanterns
                """);
        // The API server learns of a webhook some moments after it is there.
        await().atMost(LIMIT)
                .until(() -> refusal(() -> Manifests.from(file.toString()).applyTo(cluster, Duration.ZERO))
                        .contains("failed calling webhook"));
        CompletableFuture<Void> applied =
                CompletableFuture.runAsync(() -> Manifests.from(file.toString()).applyTo(cluster, LIMIT));
        assertThat(applied)
                .failsWithin(Duration.ofSeconds(1))
                .withThrowableThat()
                .isInstanceOf(TimeoutException.class);
        client.admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withName("examiner")
                .delete();
        assertThat(applied).succeedsWithin(LIMIT);
    }

    private static boolean isStarted(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .anyMatch(container -> Boolean.TRUE.equals(container.getStarted()));
    }

    private static String refusal(Runnable attempt) {
        try {
            attempt.run();
            return "";
        } catch (ContentException e) {
            return e.seen();
        }
    }

    @Test
    void a_workload_without_hope_ends_the_wait_at_once_with_the_words_of_its_pod() {
        Deadline soon = Deadline.in(LIMIT.minusSeconds(10));
        assertThatThrownBy(
                        () -> Manifests.from("classpath:content/hopeless.yaml").applyTo(cluster, LIMIT))
                .isInstanceOf(ContentException.class)
                .hasMessageContaining("The workloads of the manifests did not become available")
                .hasMessageContaining("can't start: ErrImageNeverPull")
                .hasMessageContaining("Deployment default/hopeless: 0 of 1 available")
                .hasMessageContaining("ksail.test/in-no-registry:1");
        assertThat(soon.passed()).isFalse();
        client.apps().deployments().inNamespace("default").withName("hopeless").delete();
    }

    @Test
    void a_workload_that_is_not_available_in_time_says_what_its_container_wrote() {
        Manifests unwell = Manifests.from("classpath:content/unwell.yaml");
        assertThatThrownBy(() -> unwell.applyTo(cluster, Duration.ofMillis(1))).isInstanceOf(ContentException.class);
        var pods = client.pods().inNamespace("default").withLabel("app", "unwell");
        assertThat(pods.informOnCondition(found -> found.stream().anyMatch(ContentIT::isStarted)))
                .succeedsWithin(LIMIT);
        assertThatThrownBy(() -> unwell.applyTo(cluster, Duration.ofSeconds(5)))
                .isInstanceOf(ContentException.class)
                .hasMessageContaining("Deployment default/unwell: 0 of 1 available")
                .hasMessageContaining("'c' running, not ready")
                .hasMessageContaining("I miss my database");
        client.apps().deployments().inNamespace("default").withName("unwell").delete();
    }

    @Test
    void what_others_own_is_taken_over_and_what_the_server_refuses_is_said_in_its_words(@TempDir Path directory)
            throws Exception {
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("owned")
                        .withNamespace("default")
                        .endMetadata()
                        .addToData("by", "somebody")
                        .withImmutable(false)
                        .build())
                .fieldManager("somebody")
                .serverSideApply();
        Path file = directory.resolve("owned.yaml");
        String owned = """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: owned
                immutable: true
                data:
                  by: %s
                """;
        Files.writeString(file, owned.formatted("ksail"));
        Manifests.from(file.toString()).applyTo(cluster, LIMIT);
        assertThat(client.configMaps()
                        .inNamespace("default")
                        .withName("owned")
                        .get()
                        .getData())
                .containsEntry("by", "ksail");
        Files.writeString(file, owned.formatted("others"));
        assertThatThrownBy(() -> Manifests.from(file.toString()).applyTo(cluster, LIMIT))
                .isInstanceOf(ContentException.class)
                .hasMessageContaining("The manifest ConfigMap/owned (" + file + ") can't be applied")
                .hasMessageContaining("field is immutable when `immutable` is set");
        Files.writeString(file, """
                ---
                apiVersion: apps/v1
                kind: Deploymnet
                metadata:
                  name: misspelt
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: misspelt
                spec:
                  replcas: 1
                """);
        assertThatThrownBy(() -> Manifests.from(file.toString()).applyTo(cluster, LIMIT))
                .hasMessageContaining("the API server has no kind Deploymnet in apps/v1")
                .hasMessageContaining("document 1");
    }

    @Test
    void an_image_of_an_archive_is_sent_once_and_runs_on_every_node() throws Exception {
        ImageSource archive = ImageSource.of(
                ImageArchive.withBusyboxOf(TestHost.host(), "archived:dev").toString());
        assertThat(cluster.loadImages(archive)).isEqualTo(2);
        assertThat(cluster.loadImages(archive)).isZero();
        assertRunsOnEveryNode("archived:dev");
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void an_image_of_a_compressed_archive_is_sent_too(@TempDir Path directory) throws Exception {
        Path compressed = directory.resolve("image.tar.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            Files.copy(ImageArchive.withBusyboxOf(TestHost.host(), "compressed:dev"), out);
        }
        ImageSource archive = ImageSource.of(compressed.toString());
        assertThat(cluster.loadImages(archive)).isEqualTo(2);
        assertThat(cluster.loadImages(archive)).isZero();
        assertRunsOnEveryNode("compressed:dev");
    }

    @Test
    void an_image_of_the_local_engine_is_sent_once_and_runs_on_every_node() throws Exception {
        var docker = DockerClientFactory.instance().client();
        String any = docker.listImagesCmd().exec().stream()
                .filter(image -> image.getRepoTags() != null)
                .flatMap(image -> List.of(image.getRepoTags()).stream())
                .filter(tag -> tag.endsWith("busybox:1.36"))
                .findFirst()
                .orElseThrow();
        // An image of its own: of one that a node has pulled under another name, the kubelet wants to see that it may
        // be.
        String container = docker.createContainerCmd(any).withCmd("true").exec().getId();
        docker.commitCmd(container)
                .withRepository("ksail-content-it")
                .withTag("dev")
                .exec();
        docker.removeContainerCmd(container).exec();
        try {
            ImageSource image = ImageSource.of("ksail-content-it:dev");
            assertThat(cluster.loadImages(image)).isEqualTo(2);
            assertThat(cluster.loadImages(image)).isZero();
            assertRunsOnEveryNode("ksail-content-it:dev");
        } finally {
            docker.removeImageCmd("ksail-content-it:dev").exec();
        }
        assertThatThrownBy(() -> ImageSource.of("ksail-content-it:dev"))
                .hasMessageContaining("can't be loaded from the local container engine")
                .hasMessageContaining("the engine does not have it");
    }

    @Test
    void a_chart_comes_from_a_directory_a_file_a_repository_or_a_registry(@TempDir Path directory) throws Exception {
        try (ChartServer charts = ChartServer.of(ChartServer.packaged(directory))) {
            ChartRelease any = ChartRelease.of("greeter", "greeter").withValue("greeting", "hello, 1");
            install(ChartRelease.of("from-directory", ChartServer.chart().toString()));
            install(ChartRelease.of("from-file", charts.file().toString()).withNamespace("charts"));
            install(any.withRepository(charts.repository()).withVersion("~0.1").withValues(charts.values()));
            install(ChartRelease.of("from-registry", charts.registry() + "/greeter")
                    .withoutWaiting());
            assertThat(greeting("default", "from-directory")).isEqualTo("hello");
            assertThat(greeting("charts", "from-file")).isEqualTo("hello");
            assertThat(greeting("default", "greeter")).isEqualTo("hello, 1");
            assertThat(greeting("default", "from-registry")).isEqualTo("hello");
            assertThat(client.apps()
                            .deployments()
                            .inNamespace("default")
                            .withName("greeter")
                            .get()
                            .getStatus()
                            .getAvailableReplicas())
                    .isEqualTo(1);
            install(any.withRepository(charts.repository()).withValue("greeting", "again"));
            assertThat(greeting("default", "greeter"))
                    .as("a second one is an upgrade")
                    .isEqualTo("again");

            assertThatThrownBy(() ->
                            install(any.withRepository(charts.repository()).withVersion("7.0.0")))
                    .isInstanceOf(ChartInstallationException.class)
                    .hasMessageContaining("chart \"greeter\" matching 7.0.0 not found")
                    .hasMessageContaining("the repository offers: greeter 0.1.0");
            assertThatThrownBy(() -> install(any.withRepository(charts.repository() + "/nothing")))
                    .hasMessageContaining("is not a valid chart repository or cannot be reached")
                    .hasMessageContaining("404");
        }
        assertThatThrownBy(() -> install(ChartRelease.of("none", "src/nothing-here")))
                .hasMessageContaining("The Helm release none of chart src/nothing-here can't be installed");
        Deadline soon = Deadline.in(LIMIT.minusSeconds(10));
        assertThatThrownBy(() ->
                        install(ChartRelease.of("broken", ChartServer.chart().toString())
                                .withValue("image", "busybox:no-such-tag")))
                .hasMessageContaining("The pods of the Helm release broken of chart")
                .hasMessageContaining("busybox:no-such-tag")
                .hasMessageContaining("not found");
        assertThat(soon.passed()).as("does not wait for Helm's own time-out").isFalse();
    }

    private static void install(ChartRelease release) {
        new ClusterContent(List.of(), Manifests.from(), List.of(release), List.of(), LIMIT).putInto(cluster);
    }

    private static String greeting(String namespace, String name) {
        return client.configMaps()
                .inNamespace(namespace)
                .withName(name)
                .get()
                .getData()
                .get("greeting");
    }

    private static void assertRunsOnEveryNode(String image) {
        var pods = client.pods().inNamespace("default");
        List<Pod> created = client.nodes().list().getItems().stream()
                .map(node -> pods.resource(new PodBuilder()
                                .withNewMetadata()
                                .withGenerateName("image-")
                                .endMetadata()
                                .withNewSpec()
                                .withNodeName(node.getMetadata().getName())
                                .withRestartPolicy("Never")
                                .addNewContainer()
                                .withName("c")
                                .withImage(image)
                                .withImagePullPolicy("IfNotPresent")
                                .withCommand("/bin/echo", "hello")
                                .endContainer()
                                .endSpec()
                                .build())
                        .create())
                .toList();
        assertThat(created).hasSize(2).allSatisfy(pod -> assertThat(client.resource(pod)
                        .waitUntilCondition(
                                now -> now != null
                                        && "Succeeded".equals(now.getStatus().getPhase()),
                                3,
                                TimeUnit.MINUTES))
                .isNotNull());
    }
}
