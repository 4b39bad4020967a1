package io.ksail.cli;

import io.ksail.KsailException;
import io.ksail.kubeconfig.Kubeconfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UserKubeconfigTest {

    private static final String FILE = """
            apiVersion: v1
            kind: Config
            clusters:
              - {name: kind-demo, cluster: {server: "https://127.0.0.1:6443"}}
              - {name: mine, cluster: {server: "https://10.0.0.1:31234", server: "https://10.0.0.1:31234"}}
            contexts:
              - {name: kind-demo, context: {cluster: kind-demo, user: a}}
              - {name: mine, context: {cluster: mine, user: b}}
              - {name: mine-in-other-namespace, context: {cluster: mine, user: b, namespace: x}}
            users:
              - {name: a, user: {client-key-data: key-of-somebody-else}}
              - {name: b, user: {client-key-data: key-of-the-cluster}}
            """;

    @TempDir
    private Path directory;

    /** Kind calls its own contexts {@code kind-demo} too, and whoever may write on the host claims any address. */
    @Test
    void entries_are_a_clusters_by_its_credentials_and_not_by_name_or_address() throws Exception {
        Path file = Files.writeString(directory.resolve("config"), FILE);
        new UserKubeconfig(file).removeAllOf(kubeconfig("kind-demo", "https://127.0.0.1:6443"));
        assertThat(Files.readString(file))
                .contains("name: kind-demo, context", "https://127.0.0.1:6443", "key-of-somebody-else")
                .doesNotContain("mine", "https://10.0.0.1:31234", "key-of-the-cluster");
    }

    @Test
    void entries_that_seem_to_be_a_clusters_are_found_by_its_address() throws Exception {
        Path file = Files.writeString(directory.resolve("config"), FILE);
        assertThat(new UserKubeconfig(file).contextsAt("https://10.0.0.1:31234"))
                .containsExactly("mine", "mine-in-other-namespace");
        assertThat(new UserKubeconfig(file).contextsAt("https://10.0.0.1:1")).isEmpty();
    }

    @Test
    void a_file_that_is_not_there_or_empty_has_no_entries_and_one_that_is_no_kubeconfig_is_said() throws Exception {
        Path nonsense = Files.writeString(directory.resolve("nonsense"), "{{{");
        Path empty = Files.writeString(directory.resolve("empty"), "");
        for (Path file : List.of(directory.resolve("nowhere"), empty)) {
            assertThat(new UserKubeconfig(file).contextsAt("x")).isEmpty();
            new UserKubeconfig(file).removeAllOf(kubeconfig("a", "https://b"));
        }
        assertThatThrownBy(() -> new UserKubeconfig(nonsense).contextsAt("x"))
                .isInstanceOf(KsailException.class)
                .hasMessageContaining("nonsense can't be edited");
    }

    private static Kubeconfig kubeconfig(String context, String server) {
        return Kubeconfig.rewritten("""
                clusters:
                - {name: c, cluster: {server: "https://c", certificate-authority-data: Y2E=}}
                users:
                - {name: u, user: {client-certificate-data: Y2VydA==, client-key-data: key-of-the-cluster}}
                """, context, server);
    }

    @Test
    void is_shown_as_a_person_writes_it() {
        assertThat(new UserKubeconfig(Path.of("/home/me/.kube/config")).shown(Path.of("/home/me")))
                .isEqualTo("~/.kube/config");
        assertThat(new UserKubeconfig(Path.of("/tmp/x")).shown(Path.of("/home/me")))
                .isEqualTo("/tmp/x");
    }
}
