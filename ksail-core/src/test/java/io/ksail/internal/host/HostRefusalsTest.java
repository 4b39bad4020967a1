package io.ksail.internal.host;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.host.ClientLocation;
import io.ksail.host.Host;
import io.ksail.host.HostUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Something else than an API server at the host's address is told in words, not in bytes. */
class HostRefusalsTest {

    private static final String ALERT = "\u0015\u0003\u0001\u0000\u0002\u0002\u0016";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https|'HTTP/1.1 400 Bad Request\r\n\r\n'|it does not speak TLS there, but says 'HTTP/1.1 400 Bad Request'",
                "https|'SSH-2.0-OpenSSH_9\r\n'|it does not speak TLS there, but says 'SSH-2.0-OpenSSH_9'",
                "http|'SSH-2.0-OpenSSH_9\r\n'|it does not speak plain HTTP there, but says 'SSH-2.0-OPENSSH_9'",
                "http|'HTTP/1.0 400 Bad Request\r\nContent-Length: 48\r\n\r\nClient sent an HTTP request to an HTTPS server.\n'"
                        + "|it answers 'Bad Request' to plain HTTP, as servers do that speak TLS",
                "http|'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>'|what answers there is no API server of Kubernetes",
            })
    void another_protocol_is_told_by_its_name(String scheme, String answer, String seen) throws IOException {
        assertThatThrownBy(() -> ask(scheme, answer))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessageContaining("The host cluster of a test does not answer at " + scheme)
                .hasMessageContaining(seen)
                .hasMessageContaining("correct the server of the cluster in the kubeconfig")
                .hasNoCause();
    }

    @Test
    void as_is_tls_that_was_asked_in_plain_http() {
        assertThat(new HostRefusals(Config.empty(), "a test")
                        .explained(new KubernetesClientException("invalid version format: " + ALERT)))
                .hasMessageContaining("it does not speak plain HTTP there, but TLS or something else");
    }

    @Test
    void what_the_network_says_is_passed_on() {
        assertThat(new HostRefusals(Config.empty(), "a test")
                        .explained(new KubernetesClientException("x", new IOException("Connection refused"))))
                .hasMessageContaining("seen: Connection refused")
                .hasMessageContaining("kubectl version")
                .cause()
                .isInstanceOf(KubernetesClientException.class);
    }

    private static void ask(String scheme, String answer) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answerAll(server, answer));
            answering.setDaemon(true);
            answering.start();
            Config config = new ConfigBuilder(Config.empty())
                    .withMasterUrl(scheme + "://127.0.0.1:" + server.getLocalPort())
                    .build();
            Host.connect(config, "a test", ClientLocation.of(ClientLocation.Kind.OUTSIDE), () -> {})
                    .close();
        }
    }

    private static void answerAll(ServerSocket server, String answer) {
        while (true) {
            try (Socket socket = server.accept()) {
                socket.getInputStream().read(new byte[4096]);
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (IOException e) {
                if (server.isClosed()) {
                    return;
                }
            }
        }
    }
}
