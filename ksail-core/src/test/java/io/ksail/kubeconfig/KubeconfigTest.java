package io.ksail.kubeconfig;

import io.fabric8.kubernetes.client.Config;
import io.ksail.KsailException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KubeconfigTest {

    private static final String FROM_NODE = """
            apiVersion: v1
            kind: Config
            current-context: default
            clusters:
            - name: default
              cluster: {server: "https://127.0.0.1:6443", certificate-authority-data: Y2E=, insecure-skip-tls-verify: true}
            users:
            - name: default
              user: {client-certificate-data: Y2VydA==, client-key-data: c2VjcmV0}
            contexts:
            - name: default
              context: {cluster: default, user: default}
            """;

    @TempDir
    Path directory;

    @Test
    void leads_to_the_exposed_address_under_the_clusters_own_name_with_tls_verified() {
        Kubeconfig kubeconfig = Kubeconfig.rewritten(FROM_NODE, "k3k-demo", "https://10.0.0.1:30001");
        Config config = kubeconfig.clientConfig();
        assertThat(config.getConnectionTimeout()).as("milliseconds").isEqualTo(30_000);
        assertThat(config.getRequestTimeout()).as("milliseconds").isEqualTo(30_000);
        assertThat(config.getMasterUrl()).startsWith("https://10.0.0.1:30001");
        assertThat(config.getCaCertData()).isEqualTo("Y2E=");
        assertThat(config.isTrustCerts()).isFalse();
        assertThat(config.getCurrentContext().getName()).isEqualTo("k3k-demo");
        assertThat(kubeconfig.yaml().replace("namespace: \"default\"", ""))
                .doesNotContain("default")
                .doesNotContain("insecure");
        assertThat(config.getNamespace()).as("as minikube's contexts say it").isEqualTo("default");
    }

    @Test
    void keeps_its_credentials_out_of_logs() {
        assertThat(Kubeconfig.rewritten(FROM_NODE, "k3k-demo", "https://10.0.0.1:30001"))
                .hasToString("kubeconfig of context k3k-demo");
    }

    @Test
    void is_a_file_only_for_its_owner() throws IOException {
        Path file = directory.resolve("kubeconfig.yaml");
        Files.writeString(file, "old");
        Kubeconfig kubeconfig = Kubeconfig.rewritten(FROM_NODE, "k3k-demo", "https://10.0.0.1:30001");
        kubeconfig.writeTo(file);
        assertThat(file).hasContent(kubeconfig.yaml());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void refuses_a_server_that_could_not_be_verified() {
        assertThatThrownBy(() -> Kubeconfig.rewritten(
                        FROM_NODE.replace("certificate-authority-data: Y2E=, ", ""), "k3k-demo", "https://10.0.0.1:1"))
                .isInstanceOf(KsailException.class)
                .hasMessageContaining("certificate-authority-data");
    }

    /** Who rules a nested cluster, or may write Secrets on its host, is not to rule the machine of who uses it. */
    @Test
    void takes_over_no_program_to_run_and_no_file_to_read() {
        String hostile = """
                apiVersion: v1
                kind: Config
                current-context: production
                clusters:
                - name: production
                  cluster:
                    server: https://10.0.0.9:6443
                    certificate-authority-data: Y2E=
                    certificate-authority: /etc/shadow
                    insecure-skip-tls-verify: true
                    proxy-url: http://10.6.6.6:8080
                    tls-server-name: other
                contexts:
                - {name: production, context: {cluster: production, user: production}}
                users:
                - name: production
                  user:
                    token: theirs
                    tokenFile: /root/.ssh/id_ed25519
                    client-key: /root/.ssh/id_rsa
                    client-certificate: /root/x
                    as: system:admin
                    auth-provider: {name: oidc, config: {idp-issuer-url: "https://10.6.6.6"}}
                    exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/sh, args: [-c, "touch /tmp/owned"]}
                """;
        Kubeconfig kept = Kubeconfig.kept(hostile, "k3k-demo");
        assertThat(kept.context()).isEqualTo("k3k-demo");
        assertThat(kept.yaml())
                .contains("https://10.0.0.9:6443", "Y2E=", "theirs")
                .doesNotContain(
                        "production", "exec", "touch", "/root", "/etc", "insecure", "proxy", "oidc", "tls-server")
                .doesNotContain("system:admin");
        assertThat(Kubeconfig.rewritten(hostile, "k3k-demo", "https://10.0.0.1:1")
                        .yaml())
                .doesNotContain("exec", "tokenFile", "/root", "oidc");
    }

    @Test
    void refuses_one_whose_credentials_are_elsewhere() {
        String yaml = FROM_NODE.replaceAll("user: [{]client.*", "user: {tokenFile: /etc/shadow}");
        assertThatThrownBy(() -> Kubeconfig.rewritten(yaml, "k3k-demo", "https://10.0.0.1:1"))
                .isInstanceOf(KsailException.class)
                .hasMessageContaining("programs to run and files to read are not taken from a nested cluster");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://10.0.0.9:6443",
                "file:///etc/passwd",
                "https://",
                "https://user:word@10.0.0.9",
                "not a URL",
                "https://10.0.0.9:6443/\u0000"
            })
    void refuses_a_server_that_is_no_host_by_https(String server) {
        String yaml = FROM_NODE.replaceAll(
                "server: [^,}\\n]+",
                java.util.regex.Matcher.quoteReplacement("server: \"" + server.replace("\u0000", "\\0") + "\""));
        assertThatThrownBy(() -> Kubeconfig.kept(yaml, "k3k-demo")).isInstanceOf(KsailException.class);
    }

    @Test
    void refuses_what_is_no_kubeconfig() {
        assertThatThrownBy(() -> Kubeconfig.rewritten("kind: Config", "k3k-demo", "https://10.0.0.1:1"))
                .isInstanceOf(KsailException.class)
                .hasMessageContaining("not a kubeconfig");
    }

    @Test
    void nesting_without_end_is_no_kubeconfig() {
        String deep = "clusters: " + "[".repeat(20_000) + "]".repeat(20_000);
        assertThatThrownBy(() -> Kubeconfig.rewritten(deep, "demo", "https://10.0.0.1:6443"))
                .hasMessageContaining("it is not a kubeconfig with a cluster and a user");
        assertThatThrownBy(() -> Kubeconfig.kept(deep, "demo"))
                .hasMessageContaining("it is not a kubeconfig with a cluster and its server");
    }
}
