package io.ksail.internal.host;

import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class PodServiceAccountTest {

    private static final Map<String, String> IN_A_POD =
            Map.of("KUBERNETES_SERVICE_HOST", "10.43.0.1", "KUBERNETES_SERVICE_PORT", "443");

    @TempDir
    Path directory;

    @Test
    void is_there_only_with_token_and_address() throws IOException {
        assertThat(new PodServiceAccount(directory, IN_A_POD::get).clientConfig())
                .isEmpty();
        Files.writeString(directory.resolve("token"), "secret\n");
        assertThat(new PodServiceAccount(directory, name -> null).clientConfig())
                .isEmpty();
        assertThat(new PodServiceAccount(directory, IN_A_POD::get).clientConfig())
                .hasValueSatisfying(config -> {
                    assertThat(config.getMasterUrl()).startsWith("https://10.43.0.1:443");
                    assertThat(config.getOauthTokenProvider().getToken()).isEqualTo("secret");
                    assertThat(config.getCaCertFile())
                            .isEqualTo(directory.resolve("ca.crt").toString());
                });
    }

    @Test
    void an_ipv6_address_is_put_in_brackets() throws IOException {
        Files.writeString(directory.resolve("token"), "secret");
        assertThat(new PodServiceAccount(
                                directory,
                                Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "443")::get)
                        .clientConfig())
                .hasValueSatisfying(config -> assertThat(config.getMasterUrl()).startsWith("https://[fd00::1]:443"));
    }

    @Test
    void is_never_guessed_but_named_when_nothing_else_can_be_had() throws IOException {
        Files.writeString(directory.resolve("token"), "secret");
        HostRequest auto = new HostRequest(HostKind.AUTO, java.util.Optional.empty(), java.util.Optional.empty());
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> new HostFinder(auto, new PodServiceAccount(directory, IN_A_POD::get), directory).find()))
                .hasMessageContaining(
                        "cluster around this pod: not used unless it is asked for (ksail.host=kubeconfig)");
    }
}
