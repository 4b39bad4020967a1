package io.ksail.internal.host;

import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.host.HostUnavailableException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HostFinderTest {

    @TempDir
    Path directory;

    @Test
    void says_which_file_is_missing_and_how_to_name_a_host() {
        Path missing = directory.resolve("none.yaml");
        assertThatThrownBy(() -> find(missing, null))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("there is no such file")
                .hasMessageContaining("KSAIL_HOST_KUBECONFIG");
    }

    @Test
    void leads_nowhere_where_nothing_is_named_and_no_context_is_current() throws IOException {
        HostRequest nothing = new HostRequest(HostKind.KUBECONFIG, Optional.empty(), Optional.empty());
        assertThat(HostFinder.leadsAnywhere(nothing, directory)).isFalse();
        Files.createDirectory(directory.resolve(".kube"));
        Files.writeString(directory.resolve(".kube/config"), "apiVersion: v1\nkind: Config\n");
        assertThat(HostFinder.leadsAnywhere(nothing, directory)).isFalse();
        Files.writeString(directory.resolve(".kube/config"), "current-context: dev\n");
        assertThat(HostFinder.leadsAnywhere(nothing, directory)).isTrue();
        assertThat(HostFinder.leadsAnywhere(
                        new HostRequest(HostKind.KUBECONFIG, Optional.empty(), Optional.of("ci")),
                        directory.resolve("elsewhere")))
                .isTrue();
    }

    @Test
    void says_what_is_wrong_with_a_file_that_is_no_kubeconfig() throws IOException {
        Path file = Files.writeString(directory.resolve("config"), "hello: [");
        assertThatThrownBy(() -> find(file, null))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessageContaining("can't be used");
        Files.writeString(file, "apiVersion: v1\nkind: Config\n");
        assertThatThrownBy(() -> find(file, null)).hasMessageContaining("names no context");
    }

    @Test
    void lists_the_contexts_when_the_wanted_one_is_not_there() throws IOException {
        Path file = kubeconfig(1);
        assertThatThrownBy(() -> find(file, "prod"))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessageContaining("'prod'")
                .hasMessageContaining("name one of: ci, dev");
        assertThatThrownBy(() -> find(file, null)).hasMessageContaining("no current context");
    }

    @Test
    void gives_the_networks_words_when_nobody_answers() throws IOException {
        int unused;
        try (ServerSocket socket = new ServerSocket(0)) {
            unused = socket.getLocalPort();
        }
        Path file = kubeconfig(unused);
        assertThatThrownBy(() -> find(file, "ci"))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessageContaining("context 'ci' of " + file)
                .hasMessageContaining("https://127.0.0.1:" + unused)
                .hasMessageContaining("refused");
    }

    @Test
    void says_all_that_was_tried_when_nothing_is_named_and_nothing_can_be_embedded() {
        assertThatThrownBy(() -> Host.find(new HostRequest(HostKind.AUTO, Optional.empty(), Optional.empty())))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessageContaining("No usable host cluster")
                .hasMessageContaining("KSAIL_HOST_KUBECONFIG and KSAIL_HOST_CONTEXT are not set")
                .hasMessageContaining("ksail-testcontainers is not on the class path");
    }

    private static Host find(Path file, String context) {
        return Host.find(new HostRequest(HostKind.AUTO, Optional.of(file), Optional.ofNullable(context)));
    }

    private Path kubeconfig(int port) throws IOException {
        return Files.writeString(directory.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d"}}]
                users: [{name: u, user: {token: secret}}]
                contexts: [{name: ci, context: {cluster: c, user: u}}, {name: dev, context: {cluster: c, user: u}}]
                """.formatted(port));
    }
}
