package io.ksail.junit;

import com.sun.net.httpserver.HttpExchange;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponseBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.callback.Callback;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.spec.ClusterSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The nested cluster calls the JVM of its test, through the API of the host alone. */
class CallbackIT {

    static Cluster cluster;

    @BeforeAll
    static void create() {
        cluster = Clusters.on(TestHost.host())
                .create(ClusterSpec.named("calls-back").build());
    }

    @AfterAll
    static void close() {
        cluster.close();
        TestHost.assertEmpty();
    }

    @Test
    void a_webhook_in_this_jvm_denies_with_its_own_words() {
        try (Callback callback = cluster.callback(CallbackIT::judge)) {
            register(callback);
            assertThatThrownBy(() -> configMap("bad-1"))
                    .hasMessageContaining("denied the request: nothing bad in this cluster");
            assertThatCode(() -> configMap("good-1")).doesNotThrowAnyException();

            IntStream.range(0, 60).parallel().forEach(i -> configMap("good-at-once-" + i));
            unregister();
        }
    }

    @Test
    void a_pod_calls_and_many_calls_at_once_get_through() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (Callback callback = cluster.callback(exchange -> {
            seen.add(exchange.getRequestURI().toString());
            answer(exchange, "hello from the test");
        })) {
            String script = "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do wget -q -O - --no-check-certificate '"
                    + callback.url("/pod") + "?'$i || exit 1 & done; wait";
            Pod ended = run("caller", script);
            assertThat(cluster.client().pods().resource(ended).getLog()).contains("hello from the test");
            assertThat(seen).hasSize(12).allMatch(uri -> uri.startsWith("/pod?"));
        }
    }

    static void judge(HttpExchange exchange) throws IOException {
        AdmissionReview review = Serialization.unmarshal(exchange.getRequestBody(), AdmissionReview.class);
        boolean bad = review.getRequest().getName().startsWith("bad");
        AdmissionResponseBuilder response = new AdmissionResponseBuilder()
                .withUid(review.getRequest().getUid())
                .withAllowed(!bad);
        if (bad) {
            response.withStatus(new StatusBuilder()
                    .withMessage("nothing bad in this cluster")
                    .build());
        }
        review.setResponse(response.build());
        review.setRequest(null);
        answer(exchange, Serialization.asJson(review));
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }

    private static void register(Callback callback) {
        cluster.client()
                .resource(new ValidatingWebhookConfigurationBuilder()
                        .withNewMetadata()
                        .withName("good-only")
                        .endMetadata()
                        .addNewWebhook()
                        .withName("good-only.example.ksail.io")
                        .withAdmissionReviewVersions("v1")
                        .withSideEffects("None")
                        .withFailurePolicy("Fail")
                        .withTimeoutSeconds(10)
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
        // The API server learns of it by watch, a moment later.
        cluster.client().configMaps().inNamespace("default").withName("nothing").get();
    }

    private static void unregister() {
        cluster.client()
                .admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withName("good-only")
                .delete();
    }

    private static ConfigMap configMap(String name) {
        return cluster.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace("default")
                        .endMetadata()
                        .build())
                .create();
    }

    private static Pod run(String name, String script) {
        cluster.client()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace("default")
                        .endMetadata()
                        .withNewSpec()
                        .withRestartPolicy("Never")
                        .addNewContainer()
                        .withName("c")
                        .withImage("busybox:1.36")
                        .withCommand("sh", "-c", script)
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        return cluster.client()
                .pods()
                .inNamespace("default")
                .withName(name)
                .waitUntilCondition(
                        pod -> pod != null
                                && Set.of("Succeeded", "Failed")
                                        .contains(pod.getStatus().getPhase()),
                        60,
                        TimeUnit.SECONDS);
    }
}
