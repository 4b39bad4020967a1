package io.ksail.examples;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.junit.HelmRelease;
import io.ksail.junit.NestedCluster;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A Helm chart under test: installed, and ready, before the first test. Needs io.ksail:ksail-helm. */
@NestedCluster(
        helm =
                @HelmRelease(
                        chart = "classpath:web-chart",
                        name = "web",
                        namespace = "shop",
                        set = "text=Hello from a chart"))
class ChartTest {

    @Test
    void brings_a_web_server_that_is_available(KubernetesClient client) {
        assertThat(client.apps()
                        .deployments()
                        .inNamespace("shop")
                        .withName("web")
                        .get()
                        .getStatus()
                        .getAvailableReplicas())
                .isEqualTo(1);
        assertThat(client.configMaps().inNamespace("shop").withName("web").get().getData())
                .containsEntry("hello.txt", "Hello from a chart");
    }
}
