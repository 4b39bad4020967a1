package io.ksail.examples;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.junit.NestedCluster;
import io.ksail.spec.Readiness;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A workload that really runs: a Deployment, its Service by DNS name, and its log. DNS has to be up first. */
@NestedCluster(readiness = Readiness.SYSTEM, manifests = "classpath:web.yaml")
class WorkloadTest {

    KubernetesClient client;

    @Test
    void answers_by_dns_name_from_another_pod_and_logs_it() {
        Pod visitor = client.pods()
                .inNamespace("default")
                .load(WorkloadTest.class.getResourceAsStream("/visitor.yaml"))
                .create();
        client.resource(visitor)
                .waitUntilCondition(
                        pod -> pod != null && "Succeeded".equals(pod.getStatus().getPhase()), 60, TimeUnit.SECONDS);

        assertThat(client.pods().resource(visitor).getLog()).contains("Hello from a nested cluster");
        assertThat(client.apps()
                        .deployments()
                        .inNamespace("default")
                        .withName("web")
                        .getLog())
                .contains("/hello.txt");
    }
}
