package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.ksail.cluster.Cluster;
import io.ksail.junit.Kubeconfig;
import io.ksail.junit.TestNamespace;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SharedCluster
class InjectionTest {

    static Cluster shared;

    @Kubeconfig
    static Path kubeconfig;

    KubernetesClient client;

    private final Config config;

    InjectionTest(Config config) {
        this.config = config;
    }

    @BeforeAll
    static void staticFieldsAreSet() throws Exception {
        assertNotNull(shared);
        assertTrue(Files.readString(kubeconfig).contains(shared.apiUrl().toString()));
    }

    @Test
    void fieldsAndParametersAreOfTheSameCluster(KubernetesClient parameter, Cluster cluster) {
        assertSame(shared, cluster);
        assertEquals(1, client.nodes().list().getItems().size());
        assertEquals(client.getMasterUrl(), parameter.getMasterUrl());
    }

    @Test
    void theConfigMakesClientsOfOnesOwn() {
        try (KubernetesClient own = new KubernetesClientBuilder().withConfig(config).build()) {
            assertEquals(1, own.nodes().list().getItems().size());
        }
    }

    @Test
    void theKubeconfigLeadsThere(@Kubeconfig String yaml, @Kubeconfig File file) {
        assertTrue(file.isFile());
        try (KubernetesClient own =
                new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(yaml)).build()) {
            assertEquals(client.getMasterUrl(), own.getMasterUrl());
            assertEquals(1, own.nodes().list().getItems().size());
        }
    }

    @RepeatedTest(2)
    void everyTestHasItsNamespace(@TestNamespace String namespace, KubernetesClient mine) {
        assertEquals(namespace, mine.getNamespace());
        mine.resource(new ConfigMapBuilder().withNewMetadata().withName("only-one").endMetadata().build())
                .create();
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "kube-system"})
    void argumentsAndInjectionGoTogether(String namespace, KubernetesClient mine) {
        assertNotNull(mine.namespaces().withName(namespace).get());
    }

    @Nested
    class Inside {

        @Test
        void theClusterAroundIsShared(Cluster cluster) {
            assertSame(shared, cluster);
        }
    }
}
