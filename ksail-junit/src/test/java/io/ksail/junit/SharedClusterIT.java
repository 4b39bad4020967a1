package io.ksail.junit;

import io.fabric8.kubernetes.api.model.Namespace;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.cluster.ShareOptions;
import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** One cluster for several processes, on a real host: the first creates it, the last deletes it. */
class SharedClusterIT {

    @AfterEach
    void nothing_is_left() throws InterruptedException {
        ChildJvm.killAll();
        TestHost.assertEmpty();
    }

    @Test
    void three_processes_share_one_and_one_that_is_killed_does_not_keep_it() throws Exception {
        List<ChildJvm> processes = List.of(start("three"), start("three"), start("three"));
        for (ChildJvm process : processes) {
            process.awaitLine("SHARING");
        }
        Namespace shared = namespace("three");
        assertThat(Clusters.on(TestHost.host()).list()).hasSize(1);
        assertThat(holders(shared)).hasSize(3);

        processes.get(0).kill();
        processes.get(1).end();
        // The claim of the one that was killed may run out before the other has ended.
        awaitNamespace("three", now -> holders(now).size() < 3);
        processes.get(2).end();

        // Until then it holds the cluster; then the host deletes what nobody renews.
        TestHost.assertGone("k3k-three");
    }

    @Test
    void others_go_on_when_the_creator_has_let_go_and_the_last_one_deletes_it() {
        Cluster first = Clusters.on(TestHost.host()).share(spec("relay").build());
        Cluster second = Clusters.on(TestHost.host()).share(spec("relay").build());
        assertThat(second.apiUrl()).isEqualTo(first.apiUrl());
        assertThat(second.exposure().tier()).isEqualTo(first.exposure().tier());
        first.close();
        assertThat(second.client().nodes().list().getItems()).hasSize(1);
        assertThat(second.loss()).isEmpty();
        second.close();
        TestHost.assertGone("k3k-relay");
    }

    @Test
    void it_stays_for_as_long_as_it_is_to_be_kept_and_is_used_again() {
        Clusters clusters = Clusters.on(TestHost.host());
        String uid;
        try (Cluster first =
                clusters.share(spec("again").build(), ShareOptions.DEFAULT.keepingFor(Duration.ofSeconds(40)))) {
            uid = namespace("again").getMetadata().getUid();
            assertThat(first.client().nodes().list().getItems()).hasSize(1);
        }
        try (Cluster next =
                clusters.share(spec("again").build(), ShareOptions.DEFAULT.keepingFor(Duration.ofSeconds(20)))) {
            assertThat(namespace("again").getMetadata().getUid()).isEqualTo(uid);
            assertThat(next.client().nodes().list().getItems()).hasSize(1);
        }
        assertThat(namespace("again").getMetadata().getDeletionTimestamp()).isNull();
        assertThat(TestHost.client().namespaces().withName("k3k-again").informOnCondition(List::isEmpty))
                .as("gone once 40 s have passed without renewal")
                .succeedsWithin(TestHost.PATIENCE);
    }

    @Test
    void another_specification_under_the_same_name_is_refused() {
        Clusters clusters = Clusters.on(TestHost.host());
        try (Cluster theirs = clusters.share(
                spec("same-name").requestedBy("com.example.TheirTest").build())) {
            assertThatThrownBy(() -> clusters.share(spec("same-name")
                            .workers(1)
                            .requestedBy("com.example.MyTest")
                            .build()))
                    .hasMessageContaining("The shared cluster 'same-name' can't be used by com.example.MyTest")
                    .hasMessageContaining("it was made for com.example.TheirTest, and workers is 0 there and 1 here");
            assertThat(theirs.client().nodes().list().getItems()).hasSize(1);
        }
    }

    @Test
    void a_cluster_that_is_not_shared_is_not_taken() {
        Clusters clusters = Clusters.on(TestHost.host());
        try (Cluster own = clusters.create(spec("my-own").build())) {
            assertThatThrownBy(() -> clusters.share(spec("my-own").build()))
                    .hasMessageContaining("The shared cluster 'my-own' is not available")
                    .hasMessageContaining("not shared");
            assertThat(own.client().nodes().list().getItems()).hasSize(1);
        }
    }

    @Test
    void whoever_waits_for_a_creation_that_fails_gets_its_reason() throws Exception {
        ClusterSpec impossible = spec("impossible").nodeImage("busybox:1.36").build();
        List<CompletableFuture<Cluster>> all = IntStream.range(0, 3)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> Clusters.on(TestHost.host()).share(impossible), runnable -> new Thread(runnable).start()))
                .toList();
        for (CompletableFuture<Cluster> each : all) {
            assertThatThrownBy(() -> each.get(3, TimeUnit.MINUTES))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("can't start");
        }
    }

    @Test
    void ten_that_come_and_go_at_once_never_lose_it_from_under_their_feet() throws Exception {
        List<CompletableFuture<Boolean>> all = IntStream.range(0, 10)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> {
                            boolean fine = true;
                            for (int round = 0; round < 2; round++) {
                                try (Cluster cluster = Clusters.on(TestHost.host())
                                        .share(spec("busy").build())) {
                                    fine &= cluster.client()
                                                    .nodes()
                                                    .list()
                                                    .getItems()
                                                    .size()
                                            == 1;
                                }
                            }
                            return fine;
                        },
                        runnable -> new Thread(runnable).start()))
                .toList();
        for (CompletableFuture<Boolean> each : all) {
            assertThat(each.get(3, TimeUnit.MINUTES)).isTrue();
        }
    }

    private static ClusterSpecBuilder spec(String name) {
        return ClusterSpec.named(name).lease(Duration.ofSeconds(20)).readyTimeout(Duration.ofMinutes(3));
    }

    private static Namespace namespace(String cluster) {
        return TestHost.client().namespaces().withName("k3k-" + cluster).get();
    }

    private static void awaitNamespace(String cluster, Predicate<Namespace> condition) throws Exception {
        TestHost.client()
                .namespaces()
                .withName("k3k-" + cluster)
                .informOnCondition(found -> found.stream().anyMatch(condition))
                .get(3, TimeUnit.MINUTES);
    }

    private static Set<String> holders(Namespace namespace) {
        return namespace.getMetadata().getAnnotations().keySet().stream()
                .filter(key -> key.startsWith("holder.ksail.io/"))
                .collect(Collectors.toSet());
    }

    private static ChildJvm start(String name) throws IOException {
        return ChildJvm.start(Sharer.class, TestHost.kubeconfig().toString(), name);
    }

    /** A process that shares a cluster and then hangs about. */
    static final class Sharer {
        public static void main(String[] args) throws InterruptedException {
            Host host =
                    Host.find(new HostRequest(HostKind.KUBECONFIG, Optional.of(Path.of(args[0])), Optional.empty()));
            Cluster cluster = Clusters.on(host).share(spec(args[1]).build());
            Stream.of(cluster).forEach(shared -> shared.client().nodes().list());
            System.out.println("SHARING");
            Thread.currentThread().join();
        }
    }
}
