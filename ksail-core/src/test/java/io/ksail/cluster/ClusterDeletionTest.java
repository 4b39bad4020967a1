package io.ksail.cluster;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceListBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.KsailException;
import io.ksail.internal.namespace.ClusterNamespace;
import io.ksail.internal.namespace.ClusterNamespaceTest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ClusterDeletionTest {

    @Test
    void a_deletion_that_they_hold_says_which_and_what_to_do() throws Exception {
        HttpServer api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Namespace held = ClusterNamespaceTest.heldBy(ClusterNamespaceTest.METRICS);
        api.createContext("/api/v1/namespaces", exchange -> {
            boolean one = exchange.getRequestURI().getPath().endsWith("/k3k-demo");
            Object answer = one
                    ? held
                    : new NamespaceListBuilder()
                            .withItems(held)
                            .withNewMetadata()
                            .withResourceVersion("1")
                            .endMetadata()
                            .build();
            byte[] text = Serialization.asJson(answer).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            if (String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true")) {
                boolean overWebSocket = exchange.getRequestHeaders().containsKey("Upgrade");
                exchange.sendResponseHeaders(200, overWebSocket ? -1 : 0);
                // Nothing ever changes.
                return;
            }
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        api.start();
        try (KubernetesClient host = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl("http://127.0.0.1:" + api.getAddress().getPort())
                        .build())
                .build()) {
            assertThatThrownBy(() -> new ClusterDeletion(
                                    ClusterNamespace.found(host, held, PreDeleteHook.OF_DISTRIBUTION),
                                    Deletion.awaited().within(Duration.ofSeconds(1)))
                            .run())
                    .isInstanceOf(KsailException.class)
                    .hasMessageContaining("The deletion of namespace k3k-demo did not end")
                    .hasMessageContaining("while its API services v1beta1.metrics.k8s.io are not available: Discovery")
                    .hasMessageContaining("kubectl delete apiservice v1beta1.metrics.k8s.io");
        } finally {
            api.stop(0);
        }
    }
}
