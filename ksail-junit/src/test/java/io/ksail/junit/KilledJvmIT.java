package io.ksail.junit;

import io.ksail.cluster.Clusters;
import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.spec.ClusterSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A process that ends badly leaks nothing for long; on a real host, with real processes. */
class KilledJvmIT {

    @AfterEach
    void nothing_is_left() throws InterruptedException {
        ChildJvm.killAll();
        TestHost.assertEmpty();
    }

    @Test
    void after_kill_9_the_host_deletes_the_cluster_when_its_lease_has_run_out() throws Exception {
        ChildJvm victim = startCreating("killed");
        victim.awaitLine("CREATED");
        victim.kill();
        assertThat(TestHost.client()
                        .namespaces()
                        .withName("k3k-killed")
                        .get()
                        .getMetadata()
                        .getDeletionTimestamp())
                .isNull();
        TestHost.assertGone("k3k-killed");
    }

    @Test
    void kill_9_in_the_middle_of_a_creation_leaves_nothing_either() throws Exception {
        ChildJvm victim = startCreating("killed-early");
        TestHost.client()
                .pods()
                .inNamespace("k3k-killed-early")
                .informOnCondition(pods -> !pods.isEmpty())
                .get(3, TimeUnit.MINUTES);
        victim.kill();
        TestHost.assertGone("k3k-killed-early");
    }

    @Test
    void ctrl_c_deletes_the_cluster_before_the_process_ends() throws Exception {
        ChildJvm told = startCreating("interrupted");
        told.awaitLine("CREATED");
        told.end();
        TestHost.assertGone("k3k-interrupted");
    }

    @Test
    void a_living_process_keeps_its_cluster_beyond_the_first_lease() throws Exception {
        ChildJvm keeper = startCreating("kept");
        keeper.awaitLine("CREATED");
        String first = expiry("k3k-kept");
        assertThat(TestHost.client()
                        .namespaces()
                        .withName("k3k-kept")
                        .informOnCondition(namespaces -> !namespaces.isEmpty()
                                && namespaces
                                                .get(0)
                                                .getMetadata()
                                                .getAnnotations()
                                                .get("ksail.io/expires")
                                                .compareTo(first)
                                        > 0))
                .succeedsWithin(TestHost.PATIENCE);
        keeper.end();
        TestHost.assertGone("k3k-kept");
    }

    private static String expiry(String namespace) {
        return TestHost.client()
                .namespaces()
                .withName(namespace)
                .get()
                .getMetadata()
                .getAnnotations()
                .get("ksail.io/expires");
    }

    private static ChildJvm startCreating(String name) throws IOException {
        return ChildJvm.start(Creator.class, TestHost.kubeconfig().toString(), name);
    }

    /** A process that creates a cluster and then hangs about. */
    static final class Creator {
        public static void main(String[] args) throws InterruptedException {
            Host host =
                    Host.find(new HostRequest(HostKind.KUBECONFIG, Optional.of(Path.of(args[0])), Optional.empty()));
            Clusters.on(host)
                    .create(ClusterSpec.named(args[1])
                            .lease(Duration.ofSeconds(20))
                            .build());
            System.out.println("CREATED");
            Thread.currentThread().join();
        }
    }
}
