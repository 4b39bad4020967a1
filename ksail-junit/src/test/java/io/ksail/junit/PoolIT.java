package io.ksail.junit;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.ClusterInfo;
import io.ksail.cluster.ClusterStatus;
import io.ksail.cluster.Clusters;
import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.ExposureType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

import static org.assertj.core.api.Assertions.assertThat;

/** Clusters that wait on the host from one test run to the next. */
class PoolIT {

    private static final Host HOST =
            Host.find(new HostRequest(HostKind.KUBECONFIG, Optional.of(TestHost.kubeconfig()), Optional.empty()));

    /** What the clusters looked like that tests had, in their order. */
    private static final List<Seen> HAD = new CopyOnWriteArrayList<>();

    private final Clusters clusters = Clusters.on(HOST);

    @BeforeEach
    void nothing_yet() {
        HAD.clear();
    }

    @AfterEach
    void nothing_is_left() {
        clusters.drainPool();
        TestHost.assertEmpty();
    }

    @AfterAll
    static void close() {
        HOST.close();
    }

    @Test
    void the_next_run_has_the_cluster_that_the_last_one_has_begun_and_can_not_tell() {
        run(AnyTestCases.class);
        List<ClusterInfo> begun = waiting();
        assertThat(begun).singleElement().satisfies(cluster -> {
            assertThat(cluster.status()).isEqualTo(ClusterStatus.CREATING);
            assertThat(cluster.expires().orElseThrow()).isBetween(minutesFromNow(50), minutesFromNow(70));
        });
        run(AnyTestCases.class, NamedTestCases.class);
        Seen fresh = HAD.get(0);
        Seen taken = HAD.get(1);
        assertThat(taken.name()).isEqualTo(begun.get(0).name()).isNotEqualTo(fresh.name());
        assertThat(taken.alike()).isEqualTo(fresh.alike());
        assertThat(taken.expires()).isBefore(minutesFromNow(20));
        assertThat(HAD.get(2).name()).isEqualTo("named-not-pooled");
        assertThat(waiting()).singleElement().isNotEqualTo(begun.get(0));
    }

    @Test
    void one_that_waits_goes_to_exactly_one_of_those_who_ask_for_it() {
        ClusterSpec spec = spec().build();
        assertThat(clusters.fillPool(spec, 1)).isEqualTo(1);
        assertThat(clusters.fillPool(spec, 1)).isZero();
        String begun = waiting().get(0).name();
        List<CompletableFuture<Cluster>> takes = Stream.generate(() ->
                        CompletableFuture.supplyAsync(() -> Clusters.on(HOST).take(spec, 0)))
                .limit(2)
                .toList();
        List<Cluster> taken = takes.stream().map(CompletableFuture::join).toList();
        taken.forEach(Cluster::close);
        assertThat(taken).extracting(Cluster::name).doesNotHaveDuplicates().contains(begun);
    }

    @Test
    void one_that_has_died_is_not_handed_out() {
        ClusterSpec spec = spec().build();
        clusters.fillPool(spec, 2);
        List<ClusterInfo> begun = waiting();
        client().namespaces().withName(begun.get(0).namespace()).delete();
        makeUnschedulable(begun.get(1).namespace());
        try (Cluster cluster = clusters.take(spec, 0)) {
            assertThat(begun).extracting(ClusterInfo::name).doesNotContain(cluster.name());
            assertThat(cluster.client().nodes().list().getItems()).hasSize(1);
        }
        TestHost.assertGone(begun.get(1).namespace());
    }

    @Test
    void those_of_another_specification_make_room() {
        clusters.fillPool(spec().build(), 1);
        String old = waiting().get(0).namespace();
        Clusters.on(HOST).fillPool(spec().withoutNodes(true).build(), 1);
        TestHost.assertGone(old);
        assertThat(waiting()).singleElement().satisfies(left -> assertThat(left.namespace())
                .isNotEqualTo(old));
    }

    @Test
    void what_has_taken_the_place_of_one_is_left_alone() {
        ClusterSpec spec = spec().build();
        clusters.fillPool(spec, 1);
        Namespace begun =
                client().namespaces().withName(waiting().get(0).namespace()).get();
        client().resource(begun).delete();
        TestHost.assertGone(begun.getMetadata().getName());
        Namespace other = client().resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(begun.getMetadata().getName())
                        .withLabels(begun.getMetadata().getLabels())
                        .endMetadata()
                        .build())
                .create();
        try {
            clusters.drainPool();
            assertThat(client().resource(other).get().getMetadata().getDeletionTimestamp())
                    .isNull();
        } finally {
            client().resource(other).delete();
        }
    }

    private static void makeUnschedulable(String namespace) {
        client().apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName(namespace + "-server")
                .edit(set -> {
                    set.getSpec().getTemplate().getSpec().setNodeSelector(Map.of("there-is", "none"));
                    return set;
                });
        client().pods()
                .inNamespace(namespace)
                .withName(namespace + "-server-0")
                .withGracePeriod(0)
                .delete();
        assertThat(client().pods()
                        .inNamespace(namespace)
                        .withName(namespace + "-server-0")
                        .informOnCondition(pods -> pods.stream().anyMatch(PoolIT::isUnschedulable)))
                .succeedsWithin(TestHost.PATIENCE);
    }

    /** Begun for nobody, and left for an hour. */
    private static boolean waits(Namespace namespace) {
        Map<String, String> annotations = namespace.getMetadata().getAnnotations();
        return "the pool".equals(annotations.get("ksail.io/requested-by"))
                && "3600".equals(annotations.get("ksail.io/lease-seconds"));
    }

    private static boolean isUnschedulable(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(condition -> "Unschedulable".equals(condition.getReason()));
    }

    private static void run(Class<?>... testClasses) {
        TestExecutionSummary summary = Kit.launch(
                Map.of(
                        "ksail.host.kubeconfig", TestHost.kubeconfig().toString(),
                        "ksail.exposure", "NodePort",
                        "ksail.pool", "1"),
                testClasses);
        assertThat(Kit.failuresOf(summary)).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isEqualTo(testClasses.length);
    }

    private static ClusterSpecBuilder spec() {
        return TestedVersion.named("pooled").exposure(ExposureType.NODE_PORT);
    }

    private List<ClusterInfo> waiting() {
        return clusters.list().stream()
                .filter(cluster ->
                        cluster.requestedBy().filter("the pool"::equals).isPresent())
                .filter(cluster -> cluster.status() != ClusterStatus.DELETING)
                .toList();
    }

    private static KubernetesClient client() {
        return TestHost.client();
    }

    private static Instant minutesFromNow(int minutes) {
        return Instant.now().plus(Duration.ofMinutes(minutes));
    }

    /** What can be seen of a cluster, its own name apart. */
    private record Seen(String name, Instant expires, List<String> alike) {

        static Seen of(Cluster cluster) {
            ClusterInfo info = Clusters.on(HOST).find(cluster.name()).orElseThrow();
            Namespace namespace =
                    client().namespaces().withName(cluster.namespace()).get();
            List<Object> all = List.of(
                    new TreeMap<>(namespace.getMetadata().getLabels()),
                    new TreeSet<>(namespace.getMetadata().getAnnotations().keySet()),
                    info.status(),
                    info.owner(),
                    info.createdBy(),
                    info.requestedBy(),
                    info.exposure(),
                    info.nodes(),
                    cluster.kubeconfig().clientConfig().getCurrentContext().getName(),
                    cluster.kubernetesVersion(),
                    cluster.exposure().tier(),
                    names(cluster.client().nodes().list().getItems()),
                    names(cluster.client()
                            .serviceAccounts()
                            .inNamespace("default")
                            .list()
                            .getItems()),
                    names(client().secrets()
                            .inNamespace(cluster.namespace())
                            .list()
                            .getItems()),
                    names(client().services()
                            .inNamespace(cluster.namespace())
                            .list()
                            .getItems()));
            return new Seen(
                    cluster.name(),
                    info.expires().orElseThrow(),
                    all.stream()
                            .map(value -> Objects.toString(value).replace(cluster.name(), "NAME"))
                            .toList());
        }

        private static Set<String> names(List<? extends HasMetadata> objects) {
            return objects.stream()
                    .map(object -> object.getMetadata().getName())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @NestedCluster
    static class AnyTestCases {
        @Test
        void uses_it(Cluster cluster) {
            HAD.add(Seen.of(cluster));
            // A test run that ends waits for it too, but not for long.
            assertThat(client().namespaces()
                            .withLabel("ksail.io/managed-by", "ksail")
                            .informOnCondition(found -> found.stream().anyMatch(PoolIT::waits)))
                    .succeedsWithin(TestHost.PATIENCE);
        }
    }

    @NestedCluster(name = "named-not-pooled")
    static class NamedTestCases {
        @Test
        void uses_it(Cluster cluster) {
            HAD.add(Seen.of(cluster));
        }
    }
}
