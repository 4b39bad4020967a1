package io.ksail.examples;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.junit.NestedCluster;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An operator under test: its CRD is in the nested cluster, its controller runs in the JVM of the test. */
@NestedCluster(manifests = "classpath:operator/greeting-crd.yaml")
class OperatorTest {

    static GreetingController controller;

    @BeforeAll
    static void startOperator(KubernetesClient client) {
        controller = new GreetingController(client);
    }

    @AfterAll
    static void stopOperator() {
        controller.close();
    }

    @Test
    void keeps_a_config_map_in_step_with_its_greeting(KubernetesClient client) {
        client.resource(greeting("world", "world")).create();
        awaitGreeting(client, "world", "Hello, world!");

        client.resource(greeting("world", "Kubernetes")).update();
        awaitGreeting(client, "world", "Hello, Kubernetes!");
    }

    @Test
    void the_api_server_enforces_the_schema(KubernetesClient client) {
        assertThatThrownBy(() -> client.resource(greeting("nobody", "")).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("spec.to");
    }

    private static void awaitGreeting(KubernetesClient client, String name, String text) {
        ConfigMap made = client.configMaps()
                .inNamespace("default")
                .withName(name)
                .waitUntilCondition(
                        map -> map != null && text.equals(map.getData().get("greeting")), 60, TimeUnit.SECONDS);
        assertThat(made.getMetadata().getOwnerReferences()).hasSize(1);
    }

    private static Greeting greeting(String name, String to) {
        Greeting greeting = new Greeting();
        greeting.getMetadata().setName(name);
        greeting.getMetadata().setNamespace("default");
        Greeting.Spec spec = new Greeting.Spec();
        spec.setTo(to);
        greeting.setSpec(spec);
        return greeting;
    }
}
