package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.junit.NestedCluster;
import io.ksail.junit.TestNamespace;
import org.junit.jupiter.api.Test;

@NestedCluster
class GradleClusterTest {

    @Test
    void hasANode(KubernetesClient client) {
        assertEquals(1, client.nodes().list().getItems().size());
    }

    @Test
    void hasANamespaceOfItsOwn(@TestNamespace String namespace, KubernetesClient client) {
        assertEquals(namespace, client.getNamespace());
    }
}
