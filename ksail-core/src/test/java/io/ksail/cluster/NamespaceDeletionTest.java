package io.ksail.cluster;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NamespaceListBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.KsailException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What holds a namespace, in the words of its controller. */
class NamespaceDeletionTest {

    static final String METRICS = "Discovery failed for some groups, 1 failing: unable to retrieve the complete list of"
            + " server APIs: metrics.k8s.io/v1beta1: stale GroupVersion discovery: metrics.k8s.io/v1beta1";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            metrics.k8s.io/v1beta1: stale GroupVersion discovery: metrics.k8s.io/v1beta1       | v1beta1.metrics.k8s.io
            metrics.k8s.io/v1beta1: the server is currently unable to handle the request       | v1beta1.metrics.k8s.io
            a.example.com/v1: down, custom.metrics.k8s.io/v1beta2: down | v1.a.example.com v1beta2.custom.metrics.k8s.io
            something that names none                                                           | ''
            """)
    void api_services_that_are_not_available_are_known_by_their_names(String message, String names) {
        assertThat(String.join(" ", NamespaceDeletion.silentApiServices(heldBy(message))))
                .isEqualTo(names);
    }

    @Test
    void without_that_condition_it_is_not_them() {
        assertThat(NamespaceDeletion.silentApiServices(null)).isEmpty();
        assertThat(NamespaceDeletion.silentApiServices(new Namespace())).isEmpty();
        Namespace other = heldBy(METRICS);
        other.getStatus().getConditions().get(0).setStatus("False");
        assertThat(NamespaceDeletion.silentApiServices(other)).isEmpty();
    }

    @Test
    void a_deletion_that_they_hold_says_which_and_what_to_do() throws Exception {
        HttpServer api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Namespace held = heldBy(METRICS);
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
            assertThatThrownBy(() ->
                            new ClusterDeletion(host, held, Deletion.awaited().within(Duration.ofSeconds(1))).run())
                    .isInstanceOf(KsailException.class)
                    .hasMessageContaining("The deletion of namespace k3k-demo did not end")
                    .hasMessageContaining("while its API services v1beta1.metrics.k8s.io are not available: Discovery")
                    .hasMessageContaining("kubectl delete apiservice v1beta1.metrics.k8s.io");
        } finally {
            api.stop(0);
        }
    }

    static Namespace heldBy(String message) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName("k3k-demo")
                .withUid("some-uid")
                .withResourceVersion("1")
                .withDeletionTimestamp("2026-11-27T00:00:00Z")
                .endMetadata()
                .withNewStatus()
                .addNewCondition()
                .withType("NamespaceDeletionDiscoveryFailure")
                .withStatus("True")
                .withMessage(message)
                .endCondition()
                .endStatus()
                .build();
    }
}
