package io.ksail.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.ksail.cli.KsailProcess.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A distribution that no main source knows, on a real host; each command is a process of its own. */
class MadeUpDistributionIT {

    @TempDir
    private Path directory;

    @AfterAll
    static void nothing_is_left() {
        TestHost.assertEmpty();
    }

    @AfterEach
    void leave_nothing_to_the_next_test() throws Exception {
        if (!TestHost.ours().isEmpty()) {
            ksail("cluster", "delete", "--all", "--kubeconfig", "config");
        }
    }

    @Test
    void is_created_listed_described_examined_and_deleted() throws Exception {
        Files.writeString(directory.resolve("ksail.yaml"), """
                apiVersion: ksail.io/v1alpha1
                kind: Cluster
                metadata:
                  name: ice
                spec:
                  cluster:
                    distribution: Glacier
                    provider: Kubernetes
                """);
        Result examined = ksail("doctor").succeeded();
        assertThat(examined.err()).contains("for a cluster of distribution: Glacier");
        assertThat(examined.out())
                .contains("ok       permissions      user 'system:admin' may do all that a cluster takes")
                .contains("ok       privileged pods  admitted");

        Path file = directory.resolve("config");
        Result created =
                ksail("cluster", "create", "--kubeconfig=" + file, "-o", "json").succeeded();
        assertThat(json(created).get("context").asText()).isEqualTo("glacier-ice");
        assertThat(TestHost.client()
                        .namespaces()
                        .withName("glacier-ice")
                        .get()
                        .getMetadata()
                        .getLabels())
                .containsEntry("ksail.io/distribution", "Glacier");
        assertUsable(Config.fromKubeconfig("glacier-ice", file.toFile()));

        JsonNode listed = json(ksail("cluster", "list", "-o", "json").succeeded());
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).get("distribution").asText()).isEqualTo("Glacier");
        assertThat(listed.get(0).get("status").asText()).isEqualTo("Running");
        assertThat(ksail("cluster", "list").succeeded().out()).contains("ice    Glacier        Running   1/1");
        assertThat(ksail("cluster", "info", "glacier-ice").succeeded().out())
                .contains("distribution  Glacier\n", "status        Running\n");
        assertUsable(Config.fromKubeconfig(
                ksail("cluster", "kubeconfig", "ice").succeeded().out()));

        ksail("cluster", "delete", "ice", "--kubeconfig=" + file).succeeded();
        TestHost.assertGone("glacier-ice");
        assertThat(Files.readString(file)).doesNotContain("glacier-ice");
        ksail("cluster", "info", "ice").failedWith(3);
    }

    private Result ksail(String... arguments) throws Exception {
        return KsailProcess.startCommand(directory, MadeUpDistributionTest.command(arguments))
                .end();
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
