package io.ksail.junit;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import io.ksail.internal.Versions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Several clusters for one class, and the host beside them; on a real host. */
class SeveralClustersIT {

    @AfterEach
    void nothing_is_left() {
        TestHost.assertEmpty();
    }

    @Test
    void a_class_has_as_many_clusters_as_it_declares_and_says_which_one_it_means() {
        Kit.runWell(3, HubAndSpokeTestCases.class);
    }

    @Test
    void a_pod_in_one_reaches_the_api_of_the_other() {
        Kit.runWell(1, PodInSpokeTestCases.class);
    }

    @Test
    void when_some_fail_all_failures_are_told_and_the_others_are_closed() {
        try (NamespaceCount created = NamespaceCount.on(TestHost.client())) {
            Throwable failure = Kit.failureOf(Kit.run(TwoOfThreeBrokenTestCases.class));
            assertThat(failure)
                    .hasMessageContaining("2 of 3 clusters of " + TwoOfThreeBrokenTestCases.class.getName())
                    .hasMessageContaining("Cluster 'bad-1'")
                    .hasMessageContaining("Cluster 'bad-2'");
            assertThat(created.names()).containsExactlyInAnyOrder("k3k-good", "k3k-bad-1", "k3k-bad-2");
        }
    }

    @NestedCluster(name = "hub")
    @NestedCluster(name = "spoke")
    static class HubAndSpokeTestCases {

        @InCluster("hub")
        static KubernetesClient hub;

        @InCluster("spoke")
        Cluster spoke;

        @HostCluster
        static KubernetesClient host;

        @InCluster("hub")
        @TestNamespace
        String namespaceInHub;

        @InCluster("hub")
        KubernetesClient clientInHub;

        @InCluster("spoke")
        KubernetesClient clientInSpoke;

        @BeforeAll
        static void all_are_there(@InCluster("spoke") @Kubeconfig Path kubeconfig) {
            assertThat(kubeconfig).content().contains("k3k-spoke");
            assertThat(host.namespaces().withName("k3k-hub").get()).isNotNull();
            assertThat(host.namespaces().withName("k3k-spoke").get()).isNotNull();
        }

        @Test
        void they_are_two(@InCluster("hub") Cluster hubCluster, @HostCluster Config hostConfig) {
            assertThat(hub).isSameAs(hubCluster.client());
            assertThat(hubCluster.apiUrl()).isNotEqualTo(spoke.apiUrl());
            assertThat(hostConfig.getMasterUrl())
                    .isEqualTo(host.getConfiguration().getMasterUrl());
        }

        @Test
        void a_namespace_is_in_the_one_it_was_asked_for() {
            assertThat(clientInHub.getNamespace()).isEqualTo(namespaceInHub);
            assertThat(clientInSpoke.getNamespace()).isNotEqualTo(namespaceInHub);
            assertThat(hub.namespaces().withName(namespaceInHub).get()).isNotNull();
            assertThat(clientInSpoke.namespaces().withName(namespaceInHub).get())
                    .isNull();
        }

        @Nested
        @NestedCluster(name = "edge")
        class WithAThird {
            @Test
            void sees_those_around_it(Cluster nearest, @InCluster("hub") Cluster outer) {
                assertThat(nearest.name()).isEqualTo("edge");
                assertThat(outer.name()).isEqualTo("hub");
            }
        }
    }

    @NestedCluster(name = "hub")
    @NestedCluster(name = "spoke")
    static class PodInSpokeTestCases {

        @Test
        void reads_the_hub(
                @InCluster("hub") Cluster hub,
                @InCluster("spoke") KubernetesClient spoke,
                @InCluster("spoke") @TestNamespace String namespace) {
            spoke.resource(new SecretBuilder()
                            .withNewMetadata()
                            .withName("hub")
                            .endMetadata()
                            .addToStringData(
                                    "kubeconfig", hub.kubeconfigForPods().yaml())
                            .build())
                    .create();
            spoke.resource(new PodBuilder()
                            .withNewMetadata()
                            .withName("agent")
                            .endMetadata()
                            .withNewSpec()
                            .withRestartPolicy("Never")
                            .addNewContainer()
                            .withName("agent")
                            .withImage(Versions.K3S_IMAGE)
                            .withCommand("kubectl", "--kubeconfig", "/hub/kubeconfig", "get", "nodes", "-o", "name")
                            .addNewVolumeMount()
                            .withName("hub")
                            .withMountPath("/hub")
                            .endVolumeMount()
                            .endContainer()
                            .addNewVolume()
                            .withName("hub")
                            .withNewSecret()
                            .withSecretName("hub")
                            .endSecret()
                            .endVolume()
                            .endSpec()
                            .build())
                    .create();
            spoke.pods()
                    .withName("agent")
                    .waitUntilCondition(
                            pod -> pod != null
                                    && Arrays.asList("Succeeded", "Failed")
                                            .contains(pod.getStatus().getPhase()),
                            120,
                            TimeUnit.SECONDS);
            assertThat(spoke.pods().withName("agent").getLog().strip()).isEqualTo("node/k3k-hub-server-0");
        }
    }

    @NestedCluster(name = "good")
    @NestedCluster(name = "bad-1", nodeImage = "busybox:1.36")
    @NestedCluster(name = "bad-2", nodeImage = "busybox:1.36")
    static class TwoOfThreeBrokenTestCases {
        @Test
        void never_runs(@InCluster("good") Cluster cluster) {}
    }
}
