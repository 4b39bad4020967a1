package io.ksail.examples;

import com.sun.net.httpserver.HttpExchange;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponseBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReviewBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.callback.Callback;
import io.ksail.cluster.Cluster;
import io.ksail.junit.NestedCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * An admission webhook under test: it runs in the JVM of the test, and the API server of the nested cluster calls it. No
 * pod has to run for that, so the cluster has no nodes.
 */
@NestedCluster(withoutNodes = true)
class WebhookTest {

    @BeforeAll
    static void register(Cluster cluster) {
        Callback callback = cluster.callback(WebhookTest::refuse);
        cluster.client()
                .resource(new ValidatingWebhookConfigurationBuilder()
                        .withNewMetadata()
                        .withName("no-config-maps")
                        .endMetadata()
                        .addNewWebhook()
                        .withName("no-config-maps.example.ksail.io")
                        .withAdmissionReviewVersions("v1")
                        .withSideEffects("None")
                        .withNewClientConfig()
                        .withUrl(callback.url("/validate"))
                        .withCaBundle(callback.caBundle())
                        .endClientConfig()
                        .addNewRule()
                        .withApiGroups("")
                        .withApiVersions("v1")
                        .withResources("configmaps")
                        .withOperations("CREATE")
                        .endRule()
                        .withNewNamespaceSelector()
                        .addToMatchLabels("kubernetes.io/metadata.name", "default")
                        .endNamespaceSelector()
                        .endWebhook()
                        .build())
                .create();
    }

    /** An API server asks a webhook within moments of its registration, not at once: until then nothing is created. */
    @Test
    void the_api_server_asks_the_webhook(KubernetesClient client) {
        await().untilAsserted(() -> assertThatThrownBy(() -> client.resource(new ConfigMapBuilder()
                                .withNewMetadata()
                                .withName("refused")
                                .withNamespace("default")
                                .endMetadata()
                                .build())
                        .dryRun()
                        .create())
                .hasMessageContaining("denied the request: not in this cluster"));
    }

    static void refuse(HttpExchange exchange) throws IOException {
        AdmissionReview asked = Serialization.unmarshal(exchange.getRequestBody(), AdmissionReview.class);
        byte[] answer = Serialization.asJson(new AdmissionReviewBuilder()
                        .withResponse(new AdmissionResponseBuilder()
                                .withUid(asked.getRequest().getUid())
                                .withAllowed(false)
                                .withStatus(new StatusBuilder()
                                        .withMessage("not in this cluster")
                                        .build())
                                .build())
                        .build())
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }
}
