package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SharedCluster
class ContentTest {

    @Test
    void customResourcesOfTheManifestsAreThere(KubernetesClient client) {
        GenericKubernetesResource lantern = client.genericKubernetesResources("example.com/v1", "Lantern")
                .inNamespace("default")
                .withName("first")
                .get();
        Map<String, Object> spec = lantern.get("spec");
        assertEquals(true, spec.get("lit"));
        assertEquals(3, ((Number) spec.get("hours")).intValue());
        assertEquals(0.5, ((Number) spec.get("share")).doubleValue());
    }

    @Test
    void workloadsOfTheManifestsAreAvailable(KubernetesClient client) {
        assertEquals(
                1,
                client.apps()
                        .deployments()
                        .inNamespace("default")
                        .withName("idle")
                        .get()
                        .getStatus()
                        .getAvailableReplicas());
    }

    @Test
    void imagesAreOnTheNodeWithoutARegistry(Cluster cluster, KubernetesClient client, @TempDir Path directory)
            throws Exception {
        cluster.loadImages(TinyImage.write(directory.resolve("tiny.tar"), "tiny.example.com/tiny:1"));

        client.resource(podOf("tiny.example.com/tiny:1")).create();
        Pod pod = client.pods()
                .inNamespace("default")
                .withName("tiny")
                .waitUntilCondition(ContentTest::hasAnImage, 3, TimeUnit.MINUTES);
        assertNotNull(pod);
    }

    /** There is no program in it, so that it can't start; but its image was there. */
    private static boolean hasAnImage(Pod pod) {
        return pod != null
                && pod.getStatus().getContainerStatuses().stream()
                        .anyMatch(status -> status.getImageID() != null
                                && !status.getImageID().isEmpty());
    }

    private static Pod podOf(String image) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("tiny")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName("tiny")
                .withImage(image)
                .withImagePullPolicy("Never")
                .withCommand("/nothing")
                .endContainer()
                .endSpec()
                .build();
    }
}
