package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.junit.NestedCluster;
import org.junit.jupiter.api.Test;

@NestedCluster
class MyFirstClusterTest {

    @Test
    void hasANode(KubernetesClient client) {
        assertEquals(1, client.nodes().list().getItems().size());
    }
}
