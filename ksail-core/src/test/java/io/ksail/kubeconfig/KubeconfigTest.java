package io.ksail.kubeconfig;

import io.fabric8.kubernetes.client.Config;
import io.ksail.KsailException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        assertThat(config.getMasterUrl()).startsWith("https://10.0.0.1:30001");
        assertThat(config.getCaCertData()).isEqualTo("Y2E=");
        assertThat(config.isTrustCerts()).isFalse();
        assertThat(config.getCurrentContext().getName()).isEqualTo("k3k-demo");
        assertThat(kubeconfig.yaml()).doesNotContain("default").doesNotContain("insecure");
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

    @Test
    void refuses_what_is_no_kubeconfig() {
        assertThatThrownBy(() -> Kubeconfig.rewritten("kind: Config", "k3k-demo", "https://10.0.0.1:1"))
                .isInstanceOf(KsailException.class)
                .hasMessageContaining("not a kubeconfig");
    }
}
