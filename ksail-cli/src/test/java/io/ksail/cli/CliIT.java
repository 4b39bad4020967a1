package io.ksail.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.ksail.cli.KsailProcess.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The real jar through the real script, as processes, on a real host. */
class CliIT {

    private static final String SOMEBODY_ELSES = """
            # mine, don't touch
            apiVersion: v1
            kind: Config
            current-context: work # the usual one
            clusters:
            - {name: work, cluster: {server: "https://work.example.com"}}
            contexts:
            - {name: work, context: {cluster: work, user: me}}
            users:
            - name: me
              user: {token: secret} # from the vault
            """;

    @TempDir
    private Path directory;

    @AfterAll
    static void nothing_is_left() {
        TestHost.assertEmpty();
    }

    /** One test's failure is not to be another's. */
    @AfterEach
    void leave_nothing_to_the_next_test() throws Exception {
        if (!TestHost.ours().isEmpty()) {
            ksail("cluster", "delete", "--all", "--kubeconfig", "config");
        }
    }

    @Test
    void from_creation_to_deletion() throws Exception {
        Path file = Files.writeString(directory.resolve("config"), SOMEBODY_ELSES);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        Result created = create("demo", "--kubeconfig=" + file, "-o", "json").succeeded();
        assertThat(json(created).get("context").asText()).isEqualTo("k3k-demo");
        assertThat(created.err().lines())
                .hasSizeGreaterThan(3)
                .allMatch(line -> line.matches(".* \\([\\d.]+ (ms|s)\\)"));

        JsonNode listed = json(ksail("cluster", "list", "-o", "json").succeeded());
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).get("name").asText()).isEqualTo("demo");
        assertThat(listed.get(0).get("status").asText()).isEqualTo("Running");
        assertThat(Instant.parse(listed.get(0).get("created").asText())).isBefore(Instant.now());
        assertThat(listed.get(0).get("expires").isNull()).isTrue();
        assertThat(ksail("cluster", "list").succeeded().out())
                .startsWith("NAME   DISTRIBUTION   STATUS    NODES")
                .contains("demo   K3s            Running   1/1");

        assertUsable(Config.fromKubeconfig("k3k-demo", file.toFile()));
        assertThat(Files.readString(file)).contains("current-context: work # the usual one", "# from the vault");

        Path own = directory.resolve("own.yaml");
        ksail("cluster", "kubeconfig", "demo", "--output-file", own.toString()).succeeded();
        assertThat(Files.getPosixFilePermissions(own)).hasSize(2);
        assertThat(ksail("cluster", "kubeconfig", "demo").succeeded().out()).isEqualTo(Files.readString(own));
        assertUsable(Config.fromKubeconfig(Files.readString(own)));

        assertThat(json(ksail("cluster", "info", "k3k-demo", "-o", "json").succeeded())
                        .get("apiUrl")
                        .asText())
                .startsWith("https://");

        ksail("cluster", "delete", "demo", "--kubeconfig", file.toString()).succeeded();
        TestHost.assertEmpty();
        assertThat(file).hasContent(SOMEBODY_ELSES);
        assertThat(ksail("cluster", "delete", "demo", "--kubeconfig", file.toString())
                        .succeeded()
                        .err())
                .contains("there is no cluster 'demo': nothing to delete");
        assertThat(json(ksail("cluster", "list", "-o", "json").succeeded())).isEmpty();
        ksail("cluster", "info", "demo").failedWith(3);
        ksail("cluster", "kubeconfig", "demo").failedWith(3);
    }

    @Test
    void a_file_names_the_cluster_and_a_context_of_ones_own_can_be_current() throws Exception {
        Files.writeString(directory.resolve("ksail.yaml"), """
                apiVersion: ksail.io/v1alpha1
                kind: Cluster
                metadata:
                  name: from-file
                spec:
                  cluster:
                    distribution: K3s
                    provider: Kubernetes
                    connection:
                      kubeconfig: nested.yaml
                      context: mine
                """);
        Result created = ksail("cluster", "create", "--switch-context").succeeded();
        assertThat(created.out()).contains("cluster    from-file\n", "context    mine in ", " (current)\n");
        assertUsable(
                Config.fromKubeconfig(null, directory.resolve("nested.yaml").toFile()));
        assertThat(ksail("cluster", "info").succeeded().out()).contains("name          from-file\n");
        ksail("cluster", "delete").succeeded();
        assertThat(Files.readString(directory.resolve("nested.yaml"))).doesNotContain("mine");
    }

    @Test
    void a_pool_is_filled_and_drained() throws Exception {
        assertThat(ksail("pool", "fill", "1").succeeded().err()).contains("begun: 1; they come up by themselves (");
        assertThat(ksail("pool", "fill", "1").succeeded().err())
                .contains("nothing to begin: as many wait there already");
        JsonNode listed = json(ksail("cluster", "list", "-o", "json").succeeded());
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).get("name").asText()).startsWith("test-");
        assertThat(listed.get(0).get("requestedBy").asText()).isEqualTo("the pool");
        assertThat(ksail("cluster", "info", listed.get(0).get("name").asText())
                        .succeeded()
                        .out())
                .contains("waits in the pool, ");
        assertThat(ksail("pool", "drain").succeeded().err()).contains("deleted from the pool: 1;");
        assertThat(ksail("pool", "drain").succeeded().err()).contains("no cluster of the pool waits on the host of ");
        TestHost.assertEmpty();
    }

    @Test
    void a_name_that_is_taken_is_refused_and_what_has_it_stays() throws Exception {
        create("taken").succeeded();
        assertThat(create("taken").failedWith(1).err())
                .startsWith("error: Cluster 'taken' (K3s, ")
                .contains("namespace k3k-taken exists already (made by ", "  do:   ");
        assertThat(json(ksail("cluster", "info", "taken", "-o", "json").succeeded())
                        .get("status")
                        .asText())
                .isEqualTo("Running");
        ksail("cluster", "delete", "--all", "--kubeconfig", "config").succeeded();
        assertThat(TestHost.ours()).as("deleted when the call returns").doesNotContain("k3k-taken");
    }

    @Test
    void wrong_input_is_told_before_anything_is_made() throws Exception {
        assertThat(create("Not_A_Name").failedWith(2).err()).contains("The cluster name 'Not_A_Name' can't be used");
        assertThat(create("x", "--host-context", "elsewhere").failedWith(1).err())
                .contains("The host's context 'elsewhere' can't be used", "--host-context NAME");
        assertThat(TestHost.ours()).isEmpty();
    }

    /** As people's files have it; the file is taken at creation, and so it is at deletion. */
    @Test
    void an_entry_is_removed_from_a_file_that_has_a_key_twice_and_under_any_name() throws Exception {
        Path file = Files.writeString(
                directory.resolve("config"),
                SOMEBODY_ELSES.replace("{cluster: work, user: me}", "{cluster: work, user: me, user: me}"));
        String before = Files.readString(file);
        create("twice", "--kubeconfig=" + file, "--context=of-my-own", "--wait=api")
                .succeeded();
        assertThat(file).content().contains("of-my-own", "client-key-data");
        Result deleted =
                ksail("cluster", "delete", "twice", "--kubeconfig=" + file).succeeded();
        assertThat(deleted.err()).doesNotContain("warning:", "error:");
        assertThat(file).hasContent(before);
    }

    /** Whoever may write on the host can have the annotation say what they like. */
    @Test
    void an_annotation_that_claims_somebody_elses_address_takes_nothing_out_of_the_file() throws Exception {
        Path file = Files.writeString(directory.resolve("config"), SOMEBODY_ELSES);
        create("liar", "--kubeconfig=" + file, "--wait=api").succeeded();
        annotate("k3k-liar", "https://work.example.com");
        ksail("cluster", "delete", "liar", "--kubeconfig=" + file).succeeded();
        assertThat(file).hasContent(SOMEBODY_ELSES);
        TestHost.assertGone("k3k-liar");
    }

    @Test
    void an_entry_that_nothing_proves_to_be_a_clusters_stays_and_is_told_of() throws Exception {
        Path file = Files.writeString(directory.resolve("config"), SOMEBODY_ELSES);
        create("unproven", "--kubeconfig=config2", "--wait=api").succeeded();
        annotate("k3k-unproven", "https://work.example.com");
        TestHost.client()
                .secrets()
                .inNamespace("k3k-unproven")
                .withName("k3k-unproven-kubeconfig")
                .delete();
        Result deleted =
                ksail("cluster", "delete", "unproven", "--kubeconfig=" + file).succeeded();
        assertThat(deleted.err())
                .contains("warning: ", " keeps work, as nothing proves that they are of cluster 'unproven': ")
                .contains("namespace k3k-unproven holds none");
        assertThat(file).hasContent(SOMEBODY_ELSES);
        TestHost.assertGone("k3k-unproven");
    }

    @Test
    void a_file_that_can_not_be_read_is_said_and_the_cluster_is_deleted_all_the_same() throws Exception {
        create("unread", "--kubeconfig=config2", "--wait=api").succeeded();
        Path nonsense = Files.writeString(directory.resolve("nonsense"), "{{{");
        assertThat(ksail("cluster", "delete", "unread", "--kubeconfig=" + nonsense)
                        .failedWith(1)
                        .err())
                .contains("error: The kubeconfig file " + nonsense + " can't be edited");
        TestHost.assertGone("k3k-unread");
        assertThat(nonsense).hasContent("{{{");
    }

    private static void annotate(String namespace, String apiUrl) {
        TestHost.client().namespaces().withName(namespace).edit(found -> new NamespaceBuilder(found)
                .editMetadata()
                .addToAnnotations("ksail.io/api-url", apiUrl)
                .endMetadata()
                .build());
    }

    @Test
    void a_kubeconfig_that_can_not_be_written_takes_the_cluster_with_it() throws Exception {
        Path noFile = Files.createDirectory(directory.resolve("folder"));
        assertThat(create("unmerged", "--kubeconfig", noFile.toString(), "--wait=api")
                        .failedWith(1)
                        .err())
                .contains("The kubeconfig of cluster 'unmerged' can't be merged, so the cluster is being deleted");
        TestHost.assertGone("k3k-unmerged");
    }

    /** Something is there, and the three nodes, which come one after the other, are not. */
    @Test
    void ctrl_c_in_the_middle_leaves_nothing() throws Exception {
        var begun = TestHost.client().pods().inNamespace("k3k-interrupted").informOnCondition(pods -> !pods.isEmpty());
        KsailProcess creating = KsailProcess.startInForeground(
                directory,
                "cluster",
                "create",
                "--name",
                "interrupted",
                "--control-planes",
                "3",
                "--kubeconfig",
                "config");
        assertThat(begun).succeedsWithin(TestHost.PATIENCE);
        Result ended = creating.signal("INT").end().failedWith(130);
        assertThat(ended.err())
                .endsWith("interrupted: what there is of cluster 'interrupted' is being deleted\n")
                .doesNotContain("error:");
        TestHost.assertGone("k3k-interrupted");
        assertThat(directory.resolve("config")).doesNotExist();
    }

    /** At the moment when the namespace is there and nothing guards it yet. */
    @Test
    void sigterm_at_the_first_moment_leaves_nothing_either() throws Exception {
        var made = TestHost.client().namespaces().withName("k3k-early").informOnCondition(found -> !found.isEmpty());
        KsailProcess creating = KsailProcess.start(
                directory, "cluster", "create", "--name", "early", "--kubeconfig", "config", "--keep-on-failure");
        assertThat(made).succeedsWithin(TestHost.PATIENCE);
        creating.signal("TERM").end().failedWith(130);
        TestHost.assertGone("k3k-early");
    }

    @Test
    void a_namespace_of_somebody_else_is_not_deleted() throws Exception {
        TestHost.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("k3k-theirs")
                        .endMetadata()
                        .build())
                .create();
        assertThat(ksail("cluster", "delete", "theirs").failedWith(1).err())
                .contains("Cluster 'theirs' is not deleted", "namespace k3k-theirs was not made by KSail");
        assertThat(TestHost.client()
                        .namespaces()
                        .withName("k3k-theirs")
                        .get()
                        .getMetadata()
                        .getDeletionTimestamp())
                .isNull();
        TestHost.client().namespaces().withName("k3k-theirs").delete();
    }

    @Test
    void a_cluster_that_is_limited_in_time_is_deleted_by_the_host() throws Exception {
        create("brief", "--ttl", "20s", "--wait=api").succeeded();
        assertThat(json(ksail("cluster", "info", "brief", "-o", "json").succeeded())
                        .get("expires")
                        .isNull())
                .isFalse();
        TestHost.assertGone("k3k-brief");
    }

    @Test
    void the_doctor_examines_the_host_for_the_cluster_that_is_meant() throws Exception {
        assertThat(ksail("doctor").succeeded().out())
                .contains("ok       permissions      user 'system:admin' may do all that a cluster takes")
                .contains("ok       privileged pods  admitted");
        assertThat(ksail("doctor", "--distribution", "VCluster").succeeded().out())
                .contains("ok       distribution     VCluster can be made as it is asked for");
        Files.writeString(directory.resolve("ksail.yaml"), """
                apiVersion: ksail.io/v1alpha1
                kind: Cluster
                spec:
                  cluster:
                    distribution: VCluster
                    provider: Kubernetes
                """);
        Result virtual = ksail("doctor", "-o", "json").succeeded();
        assertThat(virtual.err()).contains("for a cluster of distribution: VCluster");
        assertThat(json(virtual))
                .anySatisfy(
                        finding -> assertThat(finding.get("seen").asText()).isEqualTo("not needed: VCluster has none"));
        assertThat(ksail("doctor", "--distribution", "k3s").succeeded().out()).contains("admitted");
        assertThat(ksail("doctor", "--distribution", "k4s").failedWith(2).err())
                .contains("K3s, Vanilla, Talos, VCluster");
        Files.writeString(directory.resolve("ksail.yaml"), """
                apiVersion: ksail.io/v1alpha1
                kind: Cluster
                spec:
                  cluster:
                    distribution: K3s
                    provider: Kubernetes
                  provider:
                    kubernetes:
                      persistence: {enabled: true, storageClassName: nowhere}
                """);
        assertThat(ksail("doctor").failedWith(1).out())
                .contains("failure  storage", "the host has no StorageClass 'nowhere': ");
    }

    @Test
    void works_without_standard_input() throws Exception {
        KsailProcess.startCommand(
                        directory,
                        List.of(
                                "sh",
                                "-c",
                                "exec \"$0\" cluster list <&-",
                                KsailProcess.script().toString()))
                .end()
                .succeeded();
    }

    @Test
    void on_a_terminal_the_progress_is_a_line_that_changes() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/script")), "util-linux's script makes the pseudo-terminal");
        Path typescript = directory.resolve("typescript");
        KsailProcess.startCommand(
                        directory,
                        List.of(
                                "script",
                                "-qec",
                                KsailProcess.script()
                                        + " cluster create --name seen --wait=api --kubeconfig config > result.txt",
                                "-O",
                                typescript.toString()))
                .process()
                .waitFor();
        assertThat(Files.readString(typescript))
                .contains("\r\u001b[K", " starting the nodes … ", "\u001b[32m✓\u001b[0m API is ready  ");
        assertThat(Files.readString(directory.resolve("result.txt"))).startsWith("cluster    seen\n");
        ksail("cluster", "delete", "seen", "--kubeconfig", "config", "--no-wait")
                .succeeded();
        TestHost.assertGone("k3k-seen");
    }

    @Test
    void eight_at_once_share_host_and_kubeconfig_and_leave_nothing() throws Exception {
        List<String> names =
                IntStream.range(0, 8).mapToObj(number -> "many-" + number).toList();
        List<KsailProcess> creating = new ArrayList<>();
        for (String name : names) {
            creating.add(KsailProcess.start(
                    directory,
                    "cluster",
                    "create",
                    "--name",
                    name,
                    "--kubeconfig",
                    "shared",
                    "--wait=api",
                    "--timeout=150s"));
        }
        for (KsailProcess process : creating) {
            process.end().succeeded();
        }
        String shared = Files.readString(directory.resolve("shared"));
        assertThat(names).allSatisfy(name -> assertThat(shared).contains("k3k-" + name));

        KsailProcess first = delete(names.subList(0, 4));
        KsailProcess second = delete(names.subList(4, 8));
        first.end().succeeded();
        second.end().succeeded();
        assertThat(Files.readString(directory.resolve("shared"))).doesNotContain("k3k-many");
        assertThat(json(ksail("cluster", "list", "-o", "json").succeeded())).isEmpty();
    }

    private KsailProcess delete(List<String> names) throws Exception {
        return KsailProcess.start(
                directory,
                Stream.concat(Stream.of("cluster", "delete", "--kubeconfig", "shared"), names.stream())
                        .toArray(String[]::new));
    }

    private Result create(String name, String... more) throws Exception {
        Stream<String> usual = Stream.of("cluster", "create", "--name", name, "--kubeconfig", "config");
        boolean given = List.of(more).toString().contains("--kubeconfig");
        return ksail(
                Stream.concat(given ? usual.limit(4) : usual, Stream.of(more)).toArray(String[]::new));
    }

    private Result ksail(String... arguments) throws Exception {
        return KsailProcess.run(directory, arguments);
    }

    private static JsonNode json(Result result) throws Exception {
        return new ObjectMapper().readTree(result.out());
    }

    private static void assertUsable(Config config) {
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            assertThat(client.nodes().list().getItems()).hasSize(1);
        }
    }
}
