package io.ksail.internal;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CausesTest {

    @Test
    void the_networks_own_words_are_told() {
        assertThat(Causes.message(new CompletionException(new IOException("Connection refused"))))
                .isEqualTo("Connection refused");
    }

    @Test
    void the_api_servers_words_are_told_without_the_librarys() {
        KubernetesClientException refused = new KubernetesClientException(
                "Failure executing: POST at: https://host/api. Message: no. Received status: Status(code=403)",
                403,
                new StatusBuilder()
                        .withMessage("pods is forbidden: User \"x\" cannot create resource \"pods\"")
                        .build());
        assertThat(Causes.message(new RuntimeException(refused)))
                .isEqualTo("pods is forbidden: User \"x\" cannot create resource \"pods\"");
        assertThat(Causes.nobodyAnswered(refused)).isFalse();
    }

    @Test
    void a_failure_without_words_is_named() {
        assertThat(Causes.message(new IllegalStateException())).isEqualTo("java.lang.IllegalStateException");
    }
}
