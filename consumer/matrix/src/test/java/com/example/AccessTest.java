package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponseBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReviewBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.callback.Callback;
import io.ksail.cluster.Cluster;
import io.ksail.junit.AsServiceAccount;
import io.ksail.junit.AsUser;
import io.ksail.junit.TestNamespace;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Other people's permissions, and calls from the cluster to this JVM. */
@SharedCluster
class AccessTest {

    @Test
    void usersAreWhoTheySayTheyAre(@AsUser(name = "alice", groups = "dev") KubernetesClient alice) {
        KubernetesClientException refused = assertThrows(
                KubernetesClientException.class,
                () -> alice.secrets().inNamespace("default").list());
        assertEquals(403, refused.getCode());
        assertTrue(refused.getMessage().contains("alice"), refused.getMessage());
    }

    @Test
    void serviceAccountsToo(@AsServiceAccount(namespace = "default", name = "default") KubernetesClient robot) {
        KubernetesClientException refused = assertThrows(
                KubernetesClientException.class,
                () -> robot.secrets().inNamespace("default").list());
        assertEquals(403, refused.getCode());
    }

    @Test
    void theApiServerAsksAWebhookOfThisJvm(
            Cluster cluster, KubernetesClient client, @TestNamespace String namespace) {
        Callback callback = cluster.callback(AccessTest::refuse);
        client.resource(new ValidatingWebhookConfigurationBuilder()
                        .withNewMetadata()
                        .withName("no-config-maps")
                        .endMetadata()
                        .addNewWebhook()
                        .withName("no-config-maps.example.com")
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
                        .addToMatchLabels("kubernetes.io/metadata.name", namespace)
                        .endNamespaceSelector()
                        .endWebhook()
                        .build())
                .create();

        String answer = "";
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!answer.contains("not in this cluster") && System.nanoTime() < end) {
            answer = answerTo(client);
        }
        assertTrue(answer.contains("not in this cluster"), answer);
    }

    /** An API server asks a webhook within moments of its registration, not at once: until then nothing is created. */
    private static String answerTo(KubernetesClient client) {
        try {
            client.resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName("refused")
                            .endMetadata()
                            .build())
                    .dryRun()
                    .create();
            return "it was created";
        } catch (KubernetesClientException e) {
            return String.valueOf(e.getMessage());
        }
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
