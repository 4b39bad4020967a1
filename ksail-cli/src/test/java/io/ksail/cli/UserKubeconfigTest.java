package io.ksail.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class UserKubeconfigTest {

    @TempDir
    private Path directory;

    /** Kind calls its own contexts {@code kind-demo} too. */
    @Test
    void entries_are_found_by_where_they_lead_and_not_by_their_names() throws Exception {
        Path file = Files.writeString(directory.resolve("config"), """
                apiVersion: v1
                kind: Config
                clusters:
                  - {name: kind-demo, cluster: {server: "https://127.0.0.1:6443"}}
                  - {name: mine, cluster: {server: "https://10.0.0.1:31234"}}
                contexts:
                  - {name: kind-demo, context: {cluster: kind-demo, user: a}}
                  - {name: mine, context: {cluster: mine, user: b}}
                  - {name: mine-in-other-namespace, context: {cluster: mine, user: b, namespace: x}}
                users: []
                """);
        assertThat(new UserKubeconfig(file).contextsTo("https://10.0.0.1:31234"))
                .containsExactly("mine", "mine-in-other-namespace");
        assertThat(new UserKubeconfig(file).contextsTo("https://10.0.0.1:1")).isEmpty();
    }

    @Test
    void a_file_that_is_not_there_or_no_kubeconfig_has_no_entries() throws Exception {
        Path nonsense = Files.writeString(directory.resolve("nonsense"), "{{{");
        Path empty = Files.writeString(directory.resolve("empty"), "");
        assertThat(new UserKubeconfig(directory.resolve("nowhere")).contextsTo("x"))
                .isEmpty();
        assertThat(new UserKubeconfig(nonsense).contextsTo("x")).isEmpty();
        assertThat(new UserKubeconfig(empty).contextsTo("x")).isEmpty();
    }

    @Test
    void is_shown_as_a_person_writes_it() {
        assertThat(new UserKubeconfig(Path.of("/home/me/.kube/config")).shown(Path.of("/home/me")))
                .isEqualTo("~/.kube/config");
        assertThat(new UserKubeconfig(Path.of("/tmp/x")).shown(Path.of("/home/me")))
                .isEqualTo("/tmp/x");
    }
}
