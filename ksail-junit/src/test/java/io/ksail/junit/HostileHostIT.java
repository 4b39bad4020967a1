package io.ksail.junit;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.KsailException;
import io.ksail.chart.ChartInstallationException;
import io.ksail.chart.ChartInstaller;
import io.ksail.chart.ChartRelease;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.ClusterCreationException;
import io.ksail.cluster.ClusterInfo;
import io.ksail.cluster.Clusters;
import io.ksail.cluster.Deletion;
import io.ksail.cluster.Sweep;
import io.ksail.host.Host;
import io.ksail.internal.chart.ClientKubeconfig;
import io.ksail.kubeconfig.Kubeconfig;
import io.ksail.spec.ChartChoice;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.Readiness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The threat model (docs/threat-model.md), line by line: a user of the host who may make clusters, and no more, prepares
 * it; then an administrator's test or command runs on it. What the user wrote is no order to the administrator.
 */
class HostileHostIT {

    private static final String LONG_AGO = "2020-01-01T00:00:00Z";

    private final Deque<HasMetadata> made = new ArrayDeque<>();
    private HostUsers users;
    private Host mallorys;

    @TempDir
    private Path directory;

    @BeforeEach
    void a_user_who_may_make_clusters() throws Exception {
        users = new HostUsers();
        mallorys = HostUsers.as(users.token("mallory", HostUsers.documentedWith("host-rbac-vcluster.yaml")));
    }

    @AfterEach
    void nothing_is_left() {
        mallorys.close();
        users.close();
        made.forEach(object -> TestHost.client().resource(object).delete());
        TestHost.assertEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_a_release_secret_lists_is_not_touched(boolean swept) {
        List<HasMetadata> precious =
                List.of(admins(role("precious", Map.of(), Map.of())), admins(definition()), admins(volume()));
        prepare("vcluster-bait", "bait", "VCluster", LONG_AGO);
        mallorys(helmSecret("vcluster-bait", Map.of("release", release(precious))));

        if (swept) {
            Sweep.now(TestHost.host());
        } else {
            clusters().delete("bait", Deletion.requested());
        }
        TestHost.assertGone("vcluster-bait");

        assertThat(precious).allSatisfy(object -> {
            HasMetadata there = TestHost.client().resource(object).get();
            assertThat(there).isNotNull();
            assertThat(there.getMetadata().getOwnerReferences()).isEmpty();
            assertThat(there.getMetadata().getDeletionTimestamp()).isNull();
        });
    }

    /** An upgrade deletes what the release before it lists, and the new one does not have. */
    @Test
    void a_release_that_was_put_there_before_ours_is_not_upgraded() throws IOException {
        ClusterRole precious = admins(role("precious", Map.of(), Map.of()));
        prepare("vcluster-bait", "bait", "VCluster", LONG_AGO);
        mallorys(helmSecret("vcluster-bait", Map.of("release", release(List.of(precious)))));
        Files.createDirectories(directory.resolve("chart/templates"));
        Files.writeString(directory.resolve("chart/Chart.yaml"), "{apiVersion: v2, name: ours, version: 0.0.1}");
        Files.writeString(
                directory.resolve("chart/templates/map.yaml"),
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: ours}}");
        ChartRelease ours = ChartRelease.chosen(
                        "bait",
                        ChartChoice.DEFAULT.withName(directory.resolve("chart").toString()),
                        "vcluster",
                        "https://charts.example.com",
                        "0.0.1")
                .withNamespace("vcluster-bait")
                .withoutWaiting();
        assertThatThrownBy(() -> ChartInstaller.find(ours)
                        .install(
                                ours,
                                ClientKubeconfig.of(TestHost.client()),
                                TestHost.PATIENCE,
                                new CompletableFuture<>()))
                .isInstanceOf(ChartInstallationException.class)
                .hasMessageContaining("cannot re-use a name that is still in use");
        assertThat(TestHost.client().resource(precious).get()).isNotNull();
        clusters().delete("bait", Deletion.awaited());
    }

    /** Whoever deletes a namespace and makes it anew is not the heir of what a release in the old one has left. */
    @Test
    void what_helm_made_before_the_namespace_is_not_bound_to_it() {
        Map<String, String> helms =
                Map.of("meta.helm.sh/release-name", "bait", "meta.helm.sh/release-namespace", "vcluster-bait");
        Map<String, String> byHelm = Map.of("app.kubernetes.io/managed-by", "Helm");
        ClusterRole older = admins(role("older", byHelm, helms));
        // The ages of objects are told to the second.
        Awaitility.await().atMost(TestHost.PATIENCE).until(() -> !timeOnTheHost()
                .equals(older.getMetadata().getCreationTimestamp()));
        prepare("vcluster-bait", "bait", "VCluster", LONG_AGO);
        ClusterRole others = admins(role(
                "others",
                byHelm,
                Map.of("meta.helm.sh/release-name", "prometheus", "meta.helm.sh/release-namespace", "vcluster-bait")));
        ClusterRole belongs = admins(role("belongs", byHelm, helms));

        clusters().delete("bait", Deletion.requested());
        TestHost.assertGone("vcluster-bait");

        assertThat(TestHost.client().resource(older).get()).isNotNull();
        assertThat(TestHost.client().resource(others).get()).isNotNull();
        assertThat(TestHost.client().resource(belongs).informOnCondition(roles -> roles.isEmpty()))
                .as("what the release itself has made goes with it")
                .succeedsWithin(TestHost.PATIENCE);
    }

    @Test
    void a_release_secret_that_is_no_release_stops_nobody() {
        prepare("vcluster-empty", "empty", "VCluster", LONG_AGO);
        mallorys(helmSecret("vcluster-empty", Map.of()));
        prepare("vcluster-garbage", "garbage", "VCluster", LONG_AGO);
        mallorys(helmSecret("vcluster-garbage", Map.of("release", base64("not a release"))));
        prepare("vcluster-bomb", "bomb", "VCluster", LONG_AGO);
        mallorys(helmSecret("vcluster-bomb", Map.of("release", base64(base64(zipped(500_000_000))))));

        try (Cluster cluster = clusters()
                .create(ClusterSpec.named("undisturbed")
                        .readiness(Readiness.API)
                        .build())) {
            assertThat(cluster.client().namespaces().list().getItems()).isNotEmpty();
        }
        List.of("vcluster-empty", "vcluster-garbage", "vcluster-bomb").forEach(TestHost::assertGone);
    }

    @Test
    void every_label_and_annotation_may_be_garbage() {
        Map<String, String> garbage = new HashMap<>();
        List.of(
                        "expires",
                        "lease-seconds",
                        "shared",
                        "failure",
                        "ready-since",
                        "exposure",
                        "api-url",
                        "talos-endpoint",
                        "skipped-exposures",
                        "owner",
                        "created-by",
                        "requested-by",
                        "deleted-by",
                        "creation-request")
                .forEach(key -> garbage.put("ksail.io/" + key, "\u001b[31m{]: $(reboot) \n%s {}" + "x".repeat(1_000)));
        garbage.put("holder.ksail.io/x", "P99999999999999D");
        for (String distribution : List.of("K3s", "Vanilla", "Talos", "VCluster", "nonsense")) {
            String prefix = Map.of("K3s", "k3k-", "VCluster", "vcluster-").getOrDefault(distribution, "ksail-");
            String name = "garbage-" + distribution.toLowerCase(java.util.Locale.ROOT);
            mallorys(namespace(prefix + name, name, distribution, garbage));
        }

        Sweep.now(TestHost.host());
        assertThat(clusters().list()).hasSize(5).allSatisfy(info -> {
            assertThat(info.toString()).doesNotContain("\u001b");
            assertThat(info.owner().orElseThrow()).hasSizeLessThan(600);
        });
        assertThatThrownBy(
                        () -> clusters().share(ClusterSpec.named("garbage-k3s").build()))
                .isInstanceOf(ClusterCreationException.class)
                .hasMessageContaining(
                        "what annotation ksail.io/shared of namespace k3k-garbage-k3s says can't be read");
        assertThatThrownBy(
                        () -> clusters().create(ClusterSpec.named("garbage-k3s").build()))
                .hasMessageContaining("namespace k3k-garbage-k3s exists already")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b"));
        for (ClusterInfo info : clusters().list()) {
            assertThat(clusters().delete(info.namespace(), Deletion.awaited())).isTrue();
        }
    }

    /** The lease, and what looks like a cluster, is put onto a namespace that somebody else has made for something else. */
    @ParameterizedTest
    @ValueSource(strings = {"production", "k3k-production", "k3k-system", "vcluster-platform"})
    void a_namespace_of_others_is_not_swept_whatever_is_written_on_it(String name) {
        admins(new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .build());
        admins(new ConfigMapBuilder()
                .withNewMetadata()
                .withName("precious")
                .withNamespace(name)
                .endMetadata()
                .build());
        Namespace labelled =
                namespace(name, name.replaceFirst("^(k3k|vcluster)-", ""), "K3s", Map.of("ksail.io/expires", LONG_AGO));
        mallorys.client()
                .namespaces()
                .withName(name)
                .patch(Serialization.asJson(Map.of(
                        "metadata",
                        Map.of(
                                "labels", labelled.getMetadata().getLabels(),
                                "annotations", labelled.getMetadata().getAnnotations()))));

        Sweep.now(TestHost.host());
        if (!name.equals("k3k-production")) {
            // That one is called like a cluster's, so whoever names it is believed.
            assertThat(clusters().list()).isEmpty();
            assertThat(isDeleted(name)).isFalse();
        }

        assertThat(TestHost.client()
                        .namespaces()
                        .withName(name)
                        .get()
                        .getMetadata()
                        .getDeletionTimestamp())
                .isNull();
        // So that the host counts as empty again.
        TestHost.client()
                .namespaces()
                .withName(name)
                .patch("{\"metadata\":{\"labels\":{\"ksail.io/managed-by\":null}}}");
    }

    @Test
    void what_really_was_left_behind_is_swept() {
        prepare("k3k-left", "left", "K3s", LONG_AGO);
        admins(new ConfigMapBuilder()
                .withNewMetadata()
                .withName("of-a-cluster")
                .withNamespace("k3k-left")
                .endMetadata()
                .build());
        Sweep.now(TestHost.host());
        TestHost.assertGone("k3k-left");
    }

    @Test
    void a_process_never_sweeps_what_it_holds() {
        try (Cluster cluster = clusters()
                .create(ClusterSpec.named("held").readiness(Readiness.API).build())) {
            mallorys.client()
                    .namespaces()
                    .withName(cluster.namespace())
                    .patch("{\"metadata\":{\"annotations\":{\"ksail.io/expires\":\"%s\"}}}".formatted(LONG_AGO));
            Sweep.now(TestHost.host());
            assertThat(TestHost.client()
                            .namespaces()
                            .withName(cluster.namespace())
                            .get()
                            .getMetadata()
                            .getDeletionTimestamp())
                    .isNull();
        }
    }

    @Test
    void a_service_that_somebody_has_replaced_is_told() {
        try (Cluster cluster = clusters()
                .create(ClusterSpec.named("replaced").readiness(Readiness.API).build())) {
            mallorys.client()
                    .services()
                    .inNamespace(cluster.namespace())
                    .withName(cluster.namespace())
                    .delete();
            mallorys.client()
                    .resource(new ServiceBuilder()
                            .withNewMetadata()
                            .withName(cluster.namespace())
                            .withNamespace(cluster.namespace())
                            .endMetadata()
                            .withNewSpec()
                            .withType("ExternalName")
                            .withExternalName("elsewhere.example.com")
                            .endSpec()
                            .build())
                    .create();
            assertThatThrownBy(cluster::kubeconfigForPods)
                    .isInstanceOf(KsailException.class)
                    .hasMessageContaining(
                            "namespace k3k-replaced has no Service k3k-replaced with an address of its own");
        }
    }

    @Test
    void a_kubeconfig_in_a_secret_runs_no_program_and_takes_no_name() throws Exception {
        prepare("k3k-bait", "bait", "K3s", "2999-01-01T00:00:00Z");
        Path mark = directory.resolve("owned");
        mallorys(new SecretBuilder()
                .withNewMetadata()
                .withName("k3k-bait-kubeconfig")
                .withNamespace("k3k-bait")
                .endMetadata()
                .addToStringData("kubeconfig.yaml", """
                        apiVersion: v1
                        kind: Config
                        current-context: production
                        clusters: [{name: production, cluster: {server: "https://127.0.0.1:1", certificate-authority-data: Y2E=}}]
                        contexts: [{name: production, context: {cluster: production, user: production}}]
                        users:
                        - name: production
                          user:
                            exec: {apiVersion: client.authentication.k8s.io/v1, command: touch, args: ["%s"]}
                        """.formatted(mark))
                .build());
        assertThatThrownBy(() -> clusters().kubeconfig("bait"))
                .isInstanceOf(KsailException.class)
                .hasMessageContaining("programs to run and files to read are not taken from a nested cluster");

        Secret there = mallorys.client()
                .secrets()
                .inNamespace("k3k-bait")
                .withName("k3k-bait-kubeconfig")
                .get();
        String withToken = new String(
                        Base64.getDecoder().decode(there.getData().get("kubeconfig.yaml")), StandardCharsets.UTF_8)
                .replace("exec:", "token: theirs, exec:")
                .replace("    token: theirs, exec:", "    token: theirs\n    exec:");
        TestHost.client()
                .secrets()
                .inNamespace("k3k-bait")
                .withName("k3k-bait-kubeconfig")
                .patch(Serialization.asJson(Map.of("data", Map.of("kubeconfig.yaml", base64(withToken)))));
        Kubeconfig taken = clusters().kubeconfig("bait");
        assertThat(taken.context()).isEqualTo("k3k-bait");
        assertThat(taken.yaml()).doesNotContain("exec", "production");
        assertThat(Files.exists(mark)).isFalse();
        clusters().delete("bait", Deletion.awaited());
    }

    private static String timeOnTheHost() {
        return TestHost.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("never")
                        .endMetadata()
                        .build())
                .dryRun()
                .create()
                .getMetadata()
                .getCreationTimestamp();
    }

    private static boolean isDeleted(String name) {
        try {
            return clusters().delete(name, Deletion.requested());
        } catch (KsailException e) {
            assertThat(e).hasMessageContaining("was not made by KSail");
            return false;
        }
    }

    private static Clusters clusters() {
        return Clusters.on(TestHost.host());
    }

    private void prepare(String namespace, String cluster, String distribution, String expires) {
        mallorys(namespace(
                namespace,
                cluster,
                distribution,
                Map.of("ksail.io/expires", expires, "ksail.io/created-by", "mallory, process 1")));
        // As the first thing in a real one, so that it is taken for one that was left behind.
        mallorys(new ServiceAccountBuilder()
                .withNewMetadata()
                .withName("ksail-lease")
                .withNamespace(namespace)
                .withLabels(Map.of("ksail.io/managed-by", "ksail", "ksail.io/cluster", cluster))
                .endMetadata()
                .build());
    }

    private static Namespace namespace(
            String name, String cluster, String distribution, Map<String, String> annotations) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(Map.of(
                        "ksail.io/managed-by", "ksail",
                        "ksail.io/cluster", cluster,
                        "ksail.io/distribution", distribution))
                .withAnnotations(annotations)
                .endMetadata()
                .build();
    }

    private static Secret helmSecret(String namespace, Map<String, String> data) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName("sh.helm.release.v1.bait.v1")
                .withNamespace(namespace)
                .addToLabels(Map.of("owner", "helm", "name", "bait", "status", "deployed", "version", "1"))
                .endMetadata()
                .withType("helm.sh/release.v1")
                .withData(data)
                .build();
    }

    /** As Helm keeps a release. */
    private static String release(List<HasMetadata> objects) {
        StringBuilder manifest = new StringBuilder();
        for (HasMetadata object : objects) {
            manifest.append("---\napiVersion: %s\nkind: %s\nmetadata: {name: %s}\n"
                    .formatted(
                            object.getApiVersion(),
                            object.getKind(),
                            object.getMetadata().getName()));
        }
        Map<String, Object> release = Map.of(
                "name",
                "bait",
                "namespace",
                "vcluster-bait",
                "version",
                1,
                "info",
                Map.of("status", "deployed"),
                "chart",
                Map.of("metadata", Map.of("apiVersion", "v2", "name", "bait", "version", "0.0.1")),
                "manifest",
                manifest.toString());
        return base64(base64(zip(Serialization.asJson(release).getBytes(StandardCharsets.UTF_8))));
    }

    private static byte[] zipped(int bytes) {
        try (ByteArrayOutputStream zipped = new ByteArrayOutputStream()) {
            try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
                byte[] part = new byte[1_000_000];
                for (int written = 0; written < bytes; written += part.length) {
                    out.write(part);
                }
            }
            return zipped.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] zip(byte[] bytes) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static ClusterRole role(String name, Map<String, String> labels, Map<String, String> annotations) {
        return new ClusterRoleBuilder()
                .withNewMetadata()
                .withName("hostile-host-it-" + name)
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .build();
    }

    private static HasMetadata definition() {
        return new CustomResourceDefinitionBuilder()
                .withNewMetadata()
                .withName("preciouses.hostile.example.com")
                .endMetadata()
                .withNewSpec()
                .withGroup("hostile.example.com")
                .withScope("Cluster")
                .withNewNames()
                .withKind("Precious")
                .withPlural("preciouses")
                .endNames()
                .addNewVersion()
                .withName("v1")
                .withServed(true)
                .withStorage(true)
                .withNewSchema()
                .withOpenAPIV3Schema(
                        new JSONSchemaPropsBuilder().withType("object").build())
                .endSchema()
                .endVersion()
                .endSpec()
                .build();
    }

    private static HasMetadata volume() {
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName("hostile-host-it-precious")
                .endMetadata()
                .withNewSpec()
                .addToCapacity("storage", new Quantity("1Gi"))
                .withAccessModes("ReadWriteOnce")
                .withNewHostPath("/tmp/precious", "")
                .endSpec()
                .build();
    }

    private <T extends HasMetadata> T admins(T object) {
        return made(TestHost.client(), object);
    }

    private <T extends HasMetadata> T mallorys(T object) {
        return made(mallorys.client(), object);
    }

    private <T extends HasMetadata> T made(KubernetesClient client, T object) {
        T there = client.resource(object).create();
        made.push(there);
        return there;
    }
}
