package com.example

import io.fabric8.kubernetes.client.KubernetesClient
import io.ksail.cluster.Cluster
import io.ksail.junit.Kubeconfig
import io.ksail.junit.TestNamespace
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test

import java.nio.file.Files
import java.nio.file.Path

@EcosystemCluster
class GroovyClusterTest {

    static Cluster shared

    @Kubeconfig
    Path kubeconfig

    KubernetesClient client

    @BeforeAll
    static void hasACluster(Cluster cluster) {
        assert shared.is(cluster)
    }

    @Test
    void 'has a node'() {
        assert client.nodes().list().items.size() == 1
    }

    @Test
    void 'has a kubeconfig'() {
        assert Files.readString(kubeconfig).contains(shared.apiUrl())
    }

    @Test
    void 'has a namespace of its own'(@TestNamespace String namespace, KubernetesClient mine) {
        assert mine.namespace == namespace
    }
}
