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
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.callback.Callback;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
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
import static org.awaitility.Awaitility.await;

/** The nested cluster calls the JVM of its test, through the API of the host alone. */
class CallbackIT {

    static CuttableLink link;
    static Host host;
    static Cluster cluster;

    @BeforeAll
    static void create() {
        link = CuttableLink.to(TestHost.client().getConfiguration().getMasterUrl());
        host = Host.find(new HostRequest(
                HostKind.KUBECONFIG, Optional.of(TestHost.kubeconfigThrough(link.url())), Optional.empty()));
        cluster = Clusters.on(host).create(TestedVersion.named("calls-back").build());
    }

    @AfterAll
    static void close() {
        cluster.close();
        host.close();
        link.close();
        TestHost.assertEmpty();
    }

    @Test
    void a_webhook_in_this_jvm_denies_with_its_own_words() {
        try (Callback callback = cluster.callback(CallbackIT::judge)) {
            register(cluster.client(), callback);
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

    @Test
    void a_lost_connection_to_the_host_is_made_again_on_the_same_port() {
        try (Callback callback = cluster.callback(exchange -> answer(exchange, "still here"))) {
            String call = "wget -q -T 10 -O - --no-check-certificate '" + callback.url("/") + "'";
            assertThat(cluster.client().pods().resource(run("before", call)).getLog())
                    .contains("still here");

            link.cutWhatIsOpen();

            Pod ended = run("after", "for i in 1 2 3 4 5 6 7 8 9; do " + call + " && exit; sleep 3; done; exit 1");
            assertThat(cluster.client().pods().resource(ended).getLog()).contains("still here");
            String manyAtOnce = "for i in 1 2 3 4 5 6 7 8; do " + call + " || exit 1 & done; wait";
            assertThat(run("many-after", manyAtOnce).getStatus().getPhase()).isEqualTo("Succeeded");
        }
    }

    @Test
    void who_calls_a_closed_one_is_refused_and_another_one_still_works() {
        try (Callback open = cluster.callback(exchange -> answer(exchange, "open"))) {
            Callback closed = cluster.callback(exchange -> answer(exchange, "closed"));
            closed.close();
            closed.close();
            String call = "wget -q -T 10 -O - --no-check-certificate '%s'";
            Pod ended = run("to-both", call.formatted(closed.url("/")) + "; " + call.formatted(open.url("/")));
            assertThat(cluster.client().pods().resource(ended).getLog())
                    .contains("open")
                    .doesNotContain("closed");
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

    /** Has every ConfigMap in namespace {@code default} asked for; the callback {@linkplain #judge judges}. */
    static void register(KubernetesClient nested, Callback callback) {
        nested.resource(new ValidatingWebhookConfigurationBuilder()
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
        // The API server learns of it by watch, a moment later; a dry run leaves nothing where it has not.
        await().atMost(TestHost.PATIENCE).untilAsserted(() -> assertThatThrownBy(
                        () -> nested.resource(called("bad-at-first")).dryRun().create())
                .hasMessageContaining("denied the request"));
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
        return cluster.client().resource(called(name)).create();
    }

    private static ConfigMap called(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .build();
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
                        3,
                        TimeUnit.MINUTES);
    }
}
