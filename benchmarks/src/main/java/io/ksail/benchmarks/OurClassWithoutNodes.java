package io.ksail.benchmarks;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.junit.NestedCluster;
import io.ksail.spec.Readiness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is measured of clusters without nodes: a test class that only talks to the API. */
@NestedCluster(withoutNodes = true, readiness = Readiness.API)
class OurClassWithoutNodes {

    @Test
    void runs(KubernetesClient client) {
        FirstPod.callApi(client, OurTestClass.watch);
        OurTestClass.whileRunning.run();
    }

    @AfterAll
    static void closing() {
        OurTestClass.closing();
    }
}
