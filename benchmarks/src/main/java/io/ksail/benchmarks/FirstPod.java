package io.ksail.benchmarks;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.concurrent.TimeUnit;

/** The first things a test does with a cluster: one API call, and one pod that runs. */
final class FirstPod {

    private FirstPod() {}

    static void callApi(KubernetesClient client, Stopwatch watch) {
        client.namespaces().list();
        watch.lap("firstApiCall");
    }

    static void run(KubernetesClient client, Stopwatch watch) {
        var pods = client.pods().inNamespace("default");
        pods.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("first")
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("c")
                        .withImage("busybox:1.36")
                        .withCommand("sleep", "600")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        pods.withName("first")
                .waitUntilCondition(
                        pod -> pod != null && "Running".equals(pod.getStatus().getPhase()), 120, TimeUnit.SECONDS);
        watch.lap("firstPodRunning");
    }
}
