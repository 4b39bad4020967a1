package io.ksail.junit;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.host.HostUnavailableException;
import io.ksail.internal.host.PodLike;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Every way in that a kubeconfig can name leads into a real host, and a way that does not says why. */
class HostConnectionIT {

    private static final Config ADMIN = TestHost.client().getConfiguration();
    private static final String WRONG = "this-is-no-token";

    private final HostUsers users = new HostUsers();

    @TempDir
    Path directory;

    @AfterEach
    void nobody_is_left() {
        users.close();
    }

    @Test
    void a_token() throws IOException {
        String token = users.token("with-token");
        assertThat(userOf(kubeconfig(Map.of("token", token)))).isEqualTo(HostUsers.userName("with-token"));
    }

    @Test
    void a_token_file_beside_the_kubeconfig_that_is_read_again() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), users.token("first") + "\n");
        try (Host host = connect(kubeconfig(Map.of("tokenFile", "token")))) {
            assertThat(host.userName()).contains(HostUsers.userName("first"));
            Files.writeString(file, users.token("second"));
            assertThat(host.userName()).contains(HostUsers.userName("second"));
            Files.delete(file);
            assertThat(host.userName()).contains(HostUsers.userName("second"));
        }
        assertThatThrownBy(() -> connect(kubeconfig(Map.of("tokenFile", "token"))))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessageContaining("The token file " + file + " can't be read");
    }

    @Test
    void a_client_certificate_in_files_beside_the_kubeconfig() throws IOException {
        writeDecoded("admin.crt", ADMIN.getClientCertData());
        writeDecoded("admin.key", ADMIN.getClientKeyData());
        Path file = kubeconfig(Map.of("client-certificate", "admin.crt", "client-key", "admin.key"));
        assertThat(userOf(file)).isEqualTo("system:admin");

        Files.delete(directory.resolve("admin.key"));
        assertThatThrownBy(() -> connect(file))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessageContaining("client-key of the user of context 'it': " + directory.resolve("admin.key")
                        + " can't be read: there is no such file");
    }

    @Test
    void a_client_certificate_within_the_kubeconfig() {
        assertThat(userOf(TestHost.kubeconfig())).isEqualTo("system:admin");
    }

    @Test
    void a_client_certificate_that_is_none() throws IOException {
        String nonsense = Base64.getEncoder().encodeToString("nonsense".getBytes());
        Path file = kubeconfig(Map.of("client-certificate-data", nonsense, "client-key-data", nonsense));
        assertThatThrownBy(() -> connect(file))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessageContaining("can't be used")
                .hasMessageContaining(
                        "client-certificate-data of the user of context 'it' holds no certificate as PEM");
    }

    @Test
    void a_certificate_authority_file_and_the_context_that_was_asked_for_among_several() throws IOException {
        writeDecoded("ca.crt", ADMIN.getCaCertData());
        Map<String, Object> elsewhere = Map.of("server", "https://127.0.0.1:9");
        Map<String, Object> here = Map.of("server", ADMIN.getMasterUrl(), "certificate-authority", "ca.crt");
        Path file = write(Map.of(
                "current-context",
                "elsewhere",
                "clusters",
                List.of(Map.of("name", "a", "cluster", elsewhere), Map.of("name", "b", "cluster", here)),
                "users",
                List.of(
                        Map.of("name", "nobody", "user", Map.of("token", WRONG)),
                        Map.of("name", "somebody", "user", Map.of("token", users.token("among-several")))),
                "contexts",
                List.of(context("elsewhere", "a", "nobody"), context("here", "b", "somebody"))));
        try (Host host = Host.find(new HostRequest(HostKind.KUBECONFIG, Optional.of(file), Optional.of("here")))) {
            assertThat(host.userName()).contains(HostUsers.userName("among-several"));
            assertThat(host.description()).isEqualTo("context 'here' of " + file);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the plugin is a shell script")
    void a_credential_plugin_beside_the_kubeconfig_that_gives_a_token() throws IOException {
        plugin("""
                echo "a warning that is none of the credentials" >&2
                case "$KUBERNETES_EXEC_INFO" in *"$2"*) ;; *) echo "not told the cluster" >&2; exit 1 ;; esac
                [ "$1" = "two words; \\$(exit)" ] || { echo "arguments: $*" >&2; exit 1; }
                printf '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"%s"}}' \
                  "$TOKEN"
                """);
        Map<String, Object> exec = exec(
                "./plugin.sh",
                "args",
                List.of("two words; $(exit)", ADMIN.getMasterUrl().replaceAll("/$", "")),
                "provideClusterInfo",
                true,
                "env",
                List.of(Map.of("name", "TOKEN", "value", users.token("by-plugin"))));
        assertThat(userOf(kubeconfig(Map.of("exec", exec)))).isEqualTo(HostUsers.userName("by-plugin"));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the plugin is a shell script")
    void a_credential_plugin_whose_token_expires_is_asked_again() throws IOException {
        plugin("""
                [ -e again ] && token=$SECOND || token=$FIRST
                printf '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":' ""
                printf '{"token":"%s","expirationTimestamp":"2020-01-01T00:00:00Z"}}' "$token"
                """);
        Map<String, Object> exec = exec(
                "./plugin.sh",
                "env",
                List.of(
                        Map.of("name", "FIRST", "value", users.token("at-first")),
                        Map.of("name", "SECOND", "value", users.token("then"))));
        try (Host host = connect(kubeconfig(Map.of("exec", exec)))) {
            assertThat(host.userName()).contains(HostUsers.userName("at-first"));
            Files.createFile(directory.resolve("again"));
            assertThat(host.userName()).contains(HostUsers.userName("then"));
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the plugin is a shell script")
    void a_credential_plugin_that_gives_a_client_certificate() throws IOException {
        Path printed = Files.writeString(
                directory.resolve("printed.json"),
                Serialization.asJson(Map.of(
                        "kind",
                        "ExecCredential",
                        "apiVersion",
                        "client.authentication.k8s.io/v1",
                        "status",
                        Map.of(
                                "clientCertificateData", decoded(ADMIN.getClientCertData()),
                                "clientKeyData", decoded(ADMIN.getClientKeyData())))));
        assertThat(userOf(kubeconfig(Map.of("exec", exec("cat", "args", List.of(printed.toString()))))))
                .isEqualTo("system:admin");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the plugin is a shell script")
    void a_credential_plugin_that_fails_says_why_and_a_secret_argument_is_not_told() throws IOException {
        plugin("echo 'your session has expired: log in again' >&2; exit 3");
        Path file = kubeconfig(Map.of("exec", exec("./plugin.sh", "args", List.of("--password=secret"))));
        assertThatThrownBy(() -> connect(file))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessageContaining(
                        "The credential plugin './plugin.sh' gives no credentials for the host's context" + " 'it'")
                .hasMessageContaining("it ended with exit code 3: your session has expired: log in again")
                .hasMessageNotContaining("secret");
    }

    @Test
    void a_credential_plugin_that_is_not_there() throws IOException {
        Path file =
                kubeconfig(Map.of("exec", exec("ksail-no-such-plugin", "installHint", "get it at example.com/plugin")));
        assertThatThrownBy(() -> connect(file))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessageContaining("The credential plugin 'ksail-no-such-plugin'")
                .hasMessageContaining("it can't be started: ")
                .hasMessageContaining("get it at example.com/plugin");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the plugin is a program of Unix")
    void a_credential_plugin_that_prints_something_else() throws IOException {
        Path file = kubeconfig(Map.of("exec", exec("echo", "args", List.of("hello"))));
        assertThatThrownBy(() -> connect(file))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessageContaining("it printed no ExecCredential of client.authentication.k8s.io/v1");
    }

    @Test
    void a_wrong_token_is_told_from_a_host_that_does_not_answer() throws IOException {
        Path file = kubeconfig(Map.of("token", WRONG));
        assertThatThrownBy(() -> connect(file))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessageContaining(
                        "The host cluster of context 'it' of " + file + " does not accept the credentials")
                .hasMessageContaining("Unauthorized")
                .hasMessageContaining("was asked with a token")
                .hasMessageNotContaining(WRONG);
    }

    @Test
    void a_context_whose_cluster_or_user_is_not_in_the_file() throws IOException {
        Map<String, Object> here = Map.of("server", ADMIN.getMasterUrl());
        Path file = write(Map.of(
                "clusters",
                List.of(Map.of("name", "there", "cluster", here)),
                "contexts",
                List.of(context("no-cluster", "gone", "gone"), context("no-user", "there", "gone"))));
        assertThatThrownBy(
                        () -> Host.find(new HostRequest(HostKind.AUTO, Optional.of(file), Optional.of("no-cluster"))))
                .hasMessageContaining("has no cluster 'gone'");
        assertThatThrownBy(() -> Host.find(new HostRequest(HostKind.AUTO, Optional.of(file), Optional.of("no-user"))))
                .hasMessageContaining("has no user 'gone'");
    }

    /** The files and variables are those that a pod has, with a real token; the process is not in a pod. */
    @Test
    void the_service_account_of_a_pod_where_nothing_is_named_and_an_existing_host_is_wanted() throws IOException {
        URI api = URI.create(ADMIN.getMasterUrl());
        PodLike pod = new PodLike(
                directory,
                Map.of(
                        "KUBERNETES_SERVICE_HOST", api.getHost(),
                        "KUBERNETES_SERVICE_PORT", String.valueOf(api.getPort())));
        Files.writeString(directory.resolve("token"), users.token("in-a-pod"));
        writeDecoded("ca.crt", ADMIN.getCaCertData());
        try (Host host = pod.find(HostKind.KUBECONFIG)) {
            assertThat(host.userName()).contains(HostUsers.userName("in-a-pod"));
            assertThat(host.description()).isEqualTo("the service account of this pod");
        }
        Path merged = Files.createDirectory(directory.resolve(".kube")).resolve("config");
        for (String contexts :
                List.of("contexts: []", "contexts: [{name: k3k-nested, context: {cluster: k3k-nested}}]")) {
            Files.writeString(merged, "apiVersion: v1\nkind: Config\n" + contexts + "\n");
            try (Host host = pod.find(HostKind.KUBECONFIG)) {
                assertThat(host.description())
                        .as("a file that holds nested clusters only names no host")
                        .isEqualTo("the service account of this pod");
            }
        }
    }

    private static Host connect(Path kubeconfig) {
        return Host.find(new HostRequest(HostKind.KUBECONFIG, Optional.of(kubeconfig), Optional.empty()));
    }

    private static String userOf(Path kubeconfig) {
        try (Host host = connect(kubeconfig)) {
            return host.userName().orElseThrow();
        }
    }

    private Path kubeconfig(Map<String, Object> user) throws IOException {
        Map<String, Object> cluster =
                Map.of("server", ADMIN.getMasterUrl(), "certificate-authority-data", ADMIN.getCaCertData());
        return write(Map.of(
                "current-context",
                "it",
                "clusters",
                List.of(Map.of("name", "host", "cluster", cluster)),
                "users",
                List.of(Map.of("name", "me", "user", user)),
                "contexts",
                List.of(context("it", "host", "me"))));
    }

    private static Map<String, Object> context(String name, String cluster, String user) {
        return Map.of("name", name, "context", Map.of("cluster", cluster, "user", user));
    }

    private Map<String, Object> exec(String command, Object... more) {
        Map<String, Object> exec = new java.util.HashMap<>(
                Map.of("apiVersion", "client.authentication.k8s.io/v1", "interactiveMode", "Never"));
        exec.put("command", command);
        List<Object> pairs = new ArrayList<>(List.of(more));
        while (!pairs.isEmpty()) {
            exec.put((String) pairs.remove(0), pairs.remove(0));
        }
        return exec;
    }

    private void plugin(String script) throws IOException {
        Path file = Files.writeString(directory.resolve("plugin.sh"), "#!/bin/sh\ncd \"$(dirname \"$0\")\"\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private Path write(Map<String, Object> kubeconfig) throws IOException {
        Map<String, Object> whole = new java.util.HashMap<>(kubeconfig);
        whole.put("apiVersion", "v1");
        whole.put("kind", "Config");
        return Files.writeString(directory.resolve("kubeconfig"), Serialization.asYaml(whole));
    }

    private void writeDecoded(String name, String base64) throws IOException {
        Files.writeString(directory.resolve(name), decoded(base64));
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64));
    }
}
