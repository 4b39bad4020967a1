package io.ksail.junit;

import io.ksail.cluster.Cluster;
import io.ksail.cluster.ClusterCreationException;
import io.ksail.cluster.Clusters;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.ComputeResource;
import io.ksail.spec.DistributionType;
import io.ksail.spec.NodeResources;
import io.ksail.spec.ResourceQuantity;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What goes wrong with the pod that Talos nodes run in, and what is said of it, on a real host. */
class TalosTroubleIT {

    private static final Duration GENEROUS = Duration.ofMinutes(3);

    /** Ends the daemon as soon as the first container runs in it, which is in the middle of things. */
    private static final String END_IN_BETWEEN = "until [ -n \"$(docker ps --quiet)\" ]; do sleep 0.05; done; kill 1";

    @AfterEach
    void nothing_is_left() {
        TestHost.assertEmpty();
    }

    @Test
    void a_daemon_that_ends_while_nodes_are_made_in_it_is_given_as_the_reason() throws Exception {
        CompletableFuture<Cluster> creation = CompletableFuture.supplyAsync(
                () -> create(talos("interrupted")), runnable -> new Thread(runnable).start());
        var pods = TestHost.client().pods().inNamespace("ksail-interrupted");
        pods.withName("ksail-interrupted-docker-0")
                .informOnCondition(found -> found.stream()
                        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                        .anyMatch(status -> "docker".equals(status.getName())
                                && status.getState().getRunning() != null))
                .get(GENEROUS.toSeconds(), TimeUnit.SECONDS);
        pods.withName("ksail-interrupted-docker-0")
                .inContainer("docker")
                .redirectingOutput()
                .exec("sh", "-c", END_IN_BETWEEN);
        assertThatThrownBy(() -> creation.get(GENEROUS.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ClusterCreationException.class)
                .hasMessageContaining("the container of the Docker daemon ended with exit code ")
                .hasMessageContaining("while the nodes were made in it")
                .hasMessageContaining("create the cluster again");
    }

    @Test
    void too_little_memory_is_said_with_what_to_do() {
        NodeResources tiny = NodeResources.DEFAULT.withLimit(ComputeResource.MEMORY, new ResourceQuantity("100Mi"));
        assertThatThrownBy(() -> create(talos("tiny").resources(tiny)))
                .isInstanceOf(ClusterCreationException.class)
                .hasMessageContaining("give the nodes more memory (resources)");
    }

    private static Cluster create(ClusterSpecBuilder spec) {
        return Clusters.on(TestHost.host()).create(spec.build());
    }

    private static ClusterSpecBuilder talos(String name) {
        return ClusterSpec.named(name).distribution(DistributionType.TALOS).readyTimeout(GENEROUS);
    }
}
