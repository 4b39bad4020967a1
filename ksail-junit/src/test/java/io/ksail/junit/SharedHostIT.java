package io.ksail.junit;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.cluster.Deletion;
import io.ksail.host.Host;
import io.ksail.host.HostRequest;
import io.ksail.host.HostUnavailableException;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.RegistryMirrors;
import io.ksail.testcontainers.TestcontainersHostProvider;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Processes share an embedded host, which outlives each of them and ends by itself; with real processes and a real engine. */
class SharedHostIT {

    /** No other test, and no developer on this machine, has a host of these settings. */
    private final String settings = UUID.randomUUID().toString();

    @AfterEach
    void a_test_that_failed_leaves_nothing_either() throws InterruptedException {
        ChildJvm.killAll();
        hosts().forEach(DockerHosts::remove);
    }

    @Test
    void processes_that_come_at_once_get_one_host_and_after_kill_9_of_all_nothing_is_left() throws Exception {
        List<ChildJvm> users = List.of(user("30s"), user("30s"), user("30s"));
        for (ChildJvm user : users) {
            user.awaitLine("HELD");
        }
        assertThat(hosts()).hasSize(1);
        List<String> volumes = DockerHosts.volumes(hosts().get(0));
        assertThat(volumes).isNotEmpty();
        for (ChildJvm user : users) {
            user.kill();
        }
        awaitNone();
        // Docker removes them after the container.
        Awaitility.await().atMost(TestHost.PATIENCE).untilAsserted(() -> assertThat(DockerHosts.volumes())
                .doesNotContainAnyElementsOf(volumes));
    }

    @Test
    void a_host_stays_as_long_as_anybody_uses_it_and_for_as_long_as_the_last_one_said() throws Exception {
        Host first = open(Duration.ZERO);
        ChildJvm second = user("0s");
        second.awaitLine("HELD");
        String id = hosts().get(0).getId();
        first.close();
        assertStays(id);
        second.end();
        awaitNone();
    }

    @Test
    void the_next_run_finds_a_host_that_is_kept() throws Exception {
        ChildJvm first = user("10m");
        first.awaitLine("HELD");
        String id = hosts().get(0).getId();
        first.end();
        assertStays(id);
        try (Host next = open(Duration.ZERO)) {
            assertThat(hosts()).extracting(Container::getId).containsExactly(id);
            // So that the test need not wait for ten minutes.
            next.client()
                    .leases()
                    .inNamespace("kube-system")
                    .withLabel("ksail.io/host-holder")
                    .delete();
        }
        awaitNone();
    }

    @Test
    void a_cluster_that_is_kept_keeps_its_host() throws Exception {
        String id;
        try (Host host = open(Duration.ZERO)) {
            id = hosts().get(0).getId();
            try (Cluster cluster =
                    Clusters.on(host).create(ClusterSpec.named("kept").build())) {
                cluster.keep();
            }
        }
        assertStays(id);
        try (Host host = open(Duration.ZERO)) {
            assertThat(hosts()).extracting(Container::getId).containsExactly(id);
            Clusters.on(host).delete("kept", Deletion.requested());
        }
        awaitNone();
    }

    @Test
    void the_name_of_a_killed_process_cluster_can_be_used_again_once_its_lease_has_run_out() throws Exception {
        ChildJvm victim = ChildJvm.start(Creator.class, settings, "again");
        victim.awaitLine("CREATED");
        victim.kill();
        try (Host host = open(Duration.ZERO);
                Cluster again =
                        Clusters.on(host).create(ClusterSpec.named("again").build())) {
            assertThat(hosts()).hasSize(1);
            assertThat(again.client().nodes().list().getItems()).hasSize(1);
        }
        awaitNone();
    }

    @Test
    void who_comes_while_a_host_is_ending_gets_a_new_one() {
        Host first = open(Duration.ZERO);
        String id = hosts().get(0).getId();
        first.client()
                .leases()
                .inNamespace("kube-system")
                .withName("ksail-host")
                .edit(SharedHostIT::ending);
        first.close();
        try (Host second = open(Duration.ZERO)) {
            assertThat(second.client().namespaces().list().getItems()).isNotEmpty();
            assertThat(hosts()).extracting(Container::getId).hasSize(1).doesNotContain(id);
        }
        awaitNone();
    }

    @Test
    void a_host_that_was_created_and_never_started_is_started_by_the_next() {
        Host first = open(Duration.ZERO);
        InspectContainerResponse was = DockerHosts.inspect(hosts().get(0));
        first.close();
        awaitNone();
        String created = DockerHosts.createAgain(was);
        try (Host second = open(Duration.ZERO)) {
            assertThat(second.nodes()).hasSize(1);
            assertThat(hosts()).extracting(Container::getId).containsExactly(created);
        }
        awaitNone();
    }

    @Test
    void a_container_of_somebody_else_is_never_used_nor_touched() {
        Host first = open(Duration.ZERO);
        String name = hosts().get(0).getNames()[0].substring(1);
        String image = hosts().get(0).getImage();
        first.close();
        awaitNone();
        String foreign = DockerHosts.docker()
                .createContainerCmd(image)
                .withName(name)
                .exec()
                .getId();
        try {
            assertThatThrownBy(() -> open(Duration.ZERO))
                    .isInstanceOf(HostUnavailableException.class)
                    .hasMessageContaining("The embedded host " + name + " can't be used")
                    .hasMessageContaining("which KSail has not made for user");
            assertThat(DockerHosts.docker()
                            .inspectContainerCmd(foreign)
                            .exec()
                            .getState()
                            .getStatus())
                    .isEqualTo("created");
        } finally {
            DockerHosts.docker()
                    .removeContainerCmd(foreign)
                    .withRemoveVolumes(true)
                    .exec();
        }
    }

    private static Lease ending(Lease gate) {
        gate.getSpec().setHolderIdentity("ending");
        return gate;
    }

    private Host open(Duration keepFor) {
        return open(settings, keepFor);
    }

    private static Host open(String settings, Duration keepFor) {
        Map<String, URI> mirrors =
                new LinkedHashMap<>(RegistryMirrors.fromEnvironment().endpoints());
        mirrors.put(settings + ".test", URI.create("http://127.0.0.1:1"));
        return new TestcontainersHostProvider()
                .start(new RegistryMirrors(mirrors), HostRequest.embedded().withKeepFor(keepFor));
    }

    private ChildJvm user(String keepFor) throws IOException {
        return ChildJvm.start(User.class, settings, keepFor);
    }

    private List<Container> hosts() {
        return DockerHosts.all().stream()
                .filter(each -> DockerHosts.environment(each).contains(settings))
                .toList();
    }

    /** Longer than the guard takes to look twice. */
    private void assertStays(String id) {
        Awaitility.await()
                .during(Duration.ofSeconds(25))
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> hosts().stream()
                        .anyMatch(there ->
                                there.getId().equals(id) && there.getState().equals("running")));
    }

    private void awaitNone() {
        Awaitility.await()
                .atMost(TestHost.PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(hosts()).isEmpty());
    }

    /** A process that has a cluster on it. */
    static final class Creator {
        public static void main(String[] args) throws InterruptedException {
            Host host = open(args[0], Duration.ZERO);
            Clusters.on(host)
                    .create(ClusterSpec.named(args[1])
                            .lease(Duration.ofSeconds(20))
                            .build());
            System.out.println("CREATED");
            new CountDownLatch(1).await();
        }
    }

    /** A process that uses a host, until it is told to end. */
    static final class User {
        public static void main(String[] args) throws InterruptedException {
            open(args[0], Duration.parse("PT" + args[1]));
            System.out.println("HELD");
            new CountDownLatch(1).await();
        }
    }
}
