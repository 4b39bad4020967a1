package io.ksail.internal.host;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.host.ClientLocation;
import io.ksail.host.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A host that has too much to do at first: 429, as API priority and fairness answers it. */
class FirstContactTest {

    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean refused = asked.incrementAndGet() <= busy.get();
            byte[] answer = (refused ? "Too many requests, please try again later.\n" : "{\"gitVersion\": \"v1.36.4\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", refused ? "text/plain" : "application/json");
            if (refused) {
                exchange.getResponseHeaders().add("Retry-After", "1");
            }
            exchange.sendResponseHeaders(refused ? 429 : 200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void is_asked_again_when_it_says() {
        busy.set(4);
        try (Host host = connect()) {
            assertThat(host.version()).isEqualTo("v1.36.4");
        }
        assertThat(asked).hasValue(5);
    }

    @Test
    void and_is_told_from_one_that_does_not_answer_where_it_never_has_time() {
        assertThat(new HostRefusals(Config.empty(), "a busy host")
                        .explained(new KubernetesClientException("Too many requests", 429, null)))
                .hasMessageContaining("The host cluster of a busy host has too much to do")
                .hasMessageContaining("Too many requests");
    }

    private Host connect() {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .build();
        return Host.connect(config, "a busy host", ClientLocation.of(ClientLocation.Kind.OUTSIDE), () -> {});
    }
}
