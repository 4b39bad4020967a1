package io.ksail.junit;

import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.spec.ClusterSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Many clusters, one after the other and at once: {@code make soak}. */
@Tag("soak")
class SoakIT {

    @Test
    void twenty_in_a_row_leave_nothing() {
        for (int i = 0; i < 20; i++) {
            try (Cluster cluster = Clusters.on(TestHost.host())
                    .create(ClusterSpec.named("row-" + i).build())) {
                assertThat(cluster.client().nodes().list().getItems()).hasSize(1);
            }
        }
        TestHost.assertEmpty();
    }

    @Test
    void twenty_of_one_name_wait_for_each_other() {
        for (int i = 0; i < 20; i++) {
            try (Cluster cluster = Clusters.on(TestHost.host())
                    .create(ClusterSpec.named("again").build())) {
                assertThat(cluster.client().nodes().list().getItems()).hasSize(1);
            }
        }
        TestHost.assertEmpty();
    }

    @Test
    void eight_at_once_from_two_processes_leave_nothing() throws Exception {
        List<ChildJvm> processes = List.of(
                ChildJvm.start(FourAtOnce.class, TestHost.kubeconfig().toString(), "left"),
                ChildJvm.start(FourAtOnce.class, TestHost.kubeconfig().toString(), "right"));
        for (ChildJvm process : processes) {
            process.awaitLine("CREATED");
        }
        assertThat(Clusters.on(TestHost.host()).list()).hasSize(8);
        for (ChildJvm process : processes) {
            process.end();
        }
        TestHost.assertEmpty();
    }

    /** A process that creates four clusters side by side and then hangs about. */
    static final class FourAtOnce {
        public static void main(String[] args) throws InterruptedException {
            Host host =
                    Host.find(new HostRequest(HostKind.KUBECONFIG, Optional.of(Path.of(args[0])), Optional.empty()));
            IntStream.range(0, 4).parallel().forEach(i -> Clusters.on(host)
                    .create(ClusterSpec.named(args[1] + "-" + i)
                            .readyTimeout(Duration.ofMinutes(5))
                            .build()));
            System.out.println("CREATED");
            Thread.currentThread().join();
        }
    }
}
