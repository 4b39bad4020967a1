package io.ksail.benchmarks;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import io.ksail.junit.NestedCluster;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is measured of ours: a test class as a user writes it. */
@NestedCluster
class OurTestClass {

    static volatile @Nullable Stopwatch watch;
    static volatile @Nullable Runnable whileRunning;

    @Test
    void runs(KubernetesClient client, Cluster cluster) {
        FirstPod.callApi(client, watch);
        FirstPod.run(client, watch);
        whileRunning.run();
    }

    @AfterAll
    static void closing() {
        watch.lap("closing");
    }
}
