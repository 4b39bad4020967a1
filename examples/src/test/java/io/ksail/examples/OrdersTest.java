package io.ksail.examples;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.junit.TestNamespace;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Shares its cluster with other classes; each test has a namespace to itself. */
@SharedCluster
class OrdersTest {

    @TestNamespace
    String namespace;

    KubernetesClient client;

    @Test
    void starts_empty_and_leaves_something() {
        assertThat(client.configMaps().withName("orders").get()).isNull();
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("orders")
                        .endMetadata()
                        .build())
                .create();
        assertThat(client.configMaps().inNamespace(namespace).withName("orders").get())
                .isNotNull();
    }

    @Test
    void starts_empty_all_the_same() {
        assertThat(client.configMaps().withName("orders").get()).isNull();
    }
}
