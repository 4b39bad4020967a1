package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.ksail.cluster.Cluster;
import java.io.File;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

@EcosystemCluster
@SpringBootTest
@Testcontainers
class SpringBootClusterTest {

    static Cluster cluster;

    @Container
    static final GenericContainer<?> BESIDE =
            new GenericContainer<>("alpine:3.17").withCommand("sleep", "600");

    @DynamicPropertySource
    static void kubernetes(DynamicPropertyRegistry properties) {
        properties.add("my-operator.kubeconfig", () -> cluster.kubeconfigFile().toString());
        properties.add("my-operator.master-url", () -> cluster.apiUrl());
    }

    @Autowired
    KubernetesClient bean;

    @Test
    void beansAreConnectedToTheNestedCluster(@Value("${my-operator.master-url}") String masterUrl) {
        assertEquals(1, bean.nodes().list().getItems().size());
        assertEquals(cluster.apiUrl(), masterUrl);
    }

    @Test
    void theContainerBesideItRuns() {
        assertTrue(BESIDE.isRunning());
    }

    @Configuration(proxyBeanMethods = false)
    static class Application {

        @Bean
        KubernetesClient kubernetesClient(@Value("${my-operator.kubeconfig}") File kubeconfig) {
            return new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(kubeconfig))
                    .build();
        }
    }
}
