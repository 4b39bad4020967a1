package io.ksail.examples;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** An annotation of one's own that brings content: nothing is left to do before the first test. */
@OperatorCluster
class OperatorClusterTest {

    @Test
    void has_the_custom_resources_of_the_manifests(KubernetesClient client) {
        Greeting greeting = client.resources(Greeting.class)
                .inNamespace("greetings")
                .withName("everybody")
                .get();
        assertThat(greeting.getSpec().getTo()).isEqualTo("everybody");
    }

    @Test
    void has_what_own_code_has_made(KubernetesClient client) {
        assertThat(client.namespaces().withName("greetings").get().getMetadata().getLabels())
                .containsKey("team");
    }
}
