package io.ksail.internal;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Client;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.AppsAPIGroupDSL;
import io.fabric8.kubernetes.client.impl.BaseClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LentClientTest {

    private final Set<String> impersonated = ConcurrentHashMap.newKeySet();
    private HttpServer api;
    private KubernetesClient owners;

    @BeforeEach
    void serve() throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/version", exchange -> {
            impersonated.addAll(exchange.getRequestHeaders().getOrDefault("Impersonate-User", List.of()));
            byte[] answer =
                    "{\"major\":\"1\",\"minor\":\"34\",\"gitVersion\":\"v1.36.4\"}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        api.start();
        owners = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl("http://%s:%d"
                                .formatted(
                                        api.getAddress().getAddress().getHostAddress(),
                                        api.getAddress().getPort()))
                        .withNamespace("theirs")
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    @AfterEach
    void end() {
        owners.close();
        api.stop(0);
    }

    static Stream<Consumer<KubernetesClient>> waysToClose() {
        return Stream.of(
                Client::close,
                client -> client.adapt(NamespacedKubernetesClient.class).close(),
                client -> client.adapt(NamespacedKubernetesClient.class)
                        .inNamespace("other")
                        .close(),
                client -> client.adapt(NamespacedKubernetesClient.class)
                        .inNamespace("other")
                        .adapt(AppsAPIGroupDSL.class)
                        .close(),
                client -> client.adapt(AppsAPIGroupDSL.class).close(),
                client -> client.apps().close(),
                client -> client.apps().adapt(KubernetesClient.class).close(),
                client -> client.adapt(NamespacedKubernetesClient.class)
                        .withRequestConfig(new RequestConfigBuilder()
                                .withRequestTimeout(1_000)
                                .build())
                        .call(configured -> {
                            configured.close();
                            configured.getHttpClient().close();
                            return configured;
                        })
                        .close(),
                client -> client.getHttpClient().close(),
                client -> client.getHttpClient().newBuilder().build().close());
    }

    @ParameterizedTest
    @MethodSource("waysToClose")
    void whoever_closes_it_or_what_is_derived_from_it_ends_nothing(Consumer<KubernetesClient> closing)
            throws Exception {
        LentClient lent = LentClient.of(owners);
        KubernetesClient derived = lent.inNamespace("before");
        closing.accept(lent);
        for (KubernetesClient client : List.of(lent, derived, lent.inNamespace("after"), LentClient.of(lent), owners)) {
            assertThat(client.getKubernetesVersion().getGitVersion()).isEqualTo("v1.36.4");
            assertThat(client.getHttpClient().isClosed()).isFalse();
            // What a closed client refuses: to begin an informer, and to run something in its threads.
            BaseClient base = client.adapt(BaseClient.class);
            assertThatCode(() -> base.addToCloseable(() -> {})).doesNotThrowAnyException();
            CompletableFuture.runAsync(() -> {}, base.getExecutor()).get();
        }
    }

    @Test
    void what_is_changed_in_its_configuration_is_its_own() {
        LentClient lent = LentClient.of(owners);
        lent.getConfiguration().setNamespace("changed");
        lent.getConfiguration().getRequestConfig().setImpersonateUsername("alice");
        owners.getKubernetesVersion();
        LentClient.of(lent).getKubernetesVersion();
        assertThat(impersonated).isEmpty();
        assertThat(LentClient.of(lent).getNamespace()).isEqualTo("theirs");
        assertThat(owners.getConfiguration().getNamespace()).isEqualTo("theirs");
        lent.getKubernetesVersion();
        assertThat(impersonated).containsExactly("alice");
    }

    @Test
    void when_it_is_taken_back_what_was_begun_with_it_ends_and_its_owner_goes_on() {
        LentClient lent = LentClient.of(owners);
        AtomicBoolean ended = new AtomicBoolean();
        // As its informers do.
        AutoCloseable begun = () -> ended.set(true);
        lent.inNamespace("any").adapt(BaseClient.class).addToCloseable(begun);
        lent.close();
        assertThat(ended).isFalse();
        lent.takeBack();
        assertThat(ended).isTrue();
        assertThatThrownBy(() -> lent.addToCloseable(begun)).hasMessageContaining("closed");
        assertThat(owners.getKubernetesVersion().getGitVersion()).isEqualTo("v1.36.4");
    }

    @Test
    void ends_with_its_owner() {
        LentClient lent = LentClient.of(owners);
        owners.close();
        assertThat(lent.getHttpClient().isClosed()).isTrue();
        assertThatThrownBy(lent::getKubernetesVersion).hasStackTraceContaining("closed");
    }

    @Test
    void its_owners_is_the_one_that_it_was_lent_from() {
        LentClient lent = LentClient.of(owners);
        assertThat(LentClient.ownersOf(lent)).isSameAs(owners);
        assertThat(LentClient.ownersOf(lent.inNamespace("any"))).isSameAs(owners);
        assertThat(LentClient.ownersOf(LentClient.of(lent))).isSameAs(owners);
        assertThat(LentClient.ownersOf(owners)).isSameAs(owners);
    }
}
