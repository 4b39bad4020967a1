package io.ksail.examples;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import io.ksail.junit.NestedCluster;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/** An image of one's own, built a moment ago and in no registry: docker save my-operator:dev -o my-operator.tar */
@NestedCluster
@EnabledIfSystemProperty(
        named = "my-operator.tar",
        matches = ".+",
        disabledReason = "needs an archive of my-operator:dev")
class OwnImageTest {

    @BeforeAll
    static void loadImage(Cluster cluster) {
        cluster.loadImages(Path.of(System.getProperty("my-operator.tar")));
    }

    @Test
    void a_pod_runs_it_without_a_registry(KubernetesClient client) {
        client.run()
                .inNamespace("default")
                .withNewRunConfig()
                .withName("my-operator")
                .withImage("my-operator:dev")
                .withImagePullPolicy("Never")
                .done();
        assertThat(client.pods()
                        .inNamespace("default")
                        .withName("my-operator")
                        .waitUntilCondition(
                                pod -> pod != null
                                        && !"Pending".equals(pod.getStatus().getPhase()),
                                60,
                                TimeUnit.SECONDS))
                .isNotNull();
    }
}
