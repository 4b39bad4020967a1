package io.ksail.junit;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.ksail.KsailException;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.ClusterCreationException;
import io.ksail.cluster.ClusterInfo;
import io.ksail.cluster.ClusterStatus;
import io.ksail.cluster.Clusters;
import io.ksail.cluster.Deletion;
import io.ksail.internal.Durations;
import io.ksail.internal.Stopwatch;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What can be done with clusters besides creating them: found, described, kept and deleted, by whoever made them. */
class LifecycleIT {

    private static final Logger LOG = LoggerFactory.getLogger(LifecycleIT.class);

    private final List<String> foreign = new ArrayList<>();

    @AfterEach
    void nothing_is_left() {
        foreign.forEach(name -> TestHost.client().namespaces().withName(name).delete());
        TestHost.assertEmpty();
    }

    @Test
    void a_cluster_is_found_described_used_and_deleted_by_another_than_its_maker() {
        Cluster made = clusters()
                .create(ClusterSpec.named("described")
                        .requestedBy("LifecycleIT")
                        .build());
        made.keep();
        made.close();

        ClusterInfo info = clusters().find("described").orElseThrow();
        assertThat(clusters().list()).contains(info);
        assertThat(clusters().find("k3k-described")).contains(info);
        assertThat(info.distribution()).contains(DistributionType.K3S);
        assertThat(info.status()).isEqualTo(ClusterStatus.RUNNING);
        assertThat(info.detail()).isEmpty();
        assertThat(info.nodes()).isEqualTo(1);
        assertThat(info.nodesReady()).isEqualTo(1);
        assertThat(info.owner()).contains(System.getProperty("user.name"));
        assertThat(info.requestedBy()).contains("LifecycleIT");
        assertThat(info.exposure()).contains("NodePort");
        assertThat(info.apiUrl()).contains(made.apiUrl());
        assertThat(info.expires()).as("it is kept").isEmpty();
        assertThat(info.created())
                .isBetween(Instant.now().minusSeconds(120), Instant.now().plusSeconds(5));

        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(clusters().kubeconfig("described").clientConfig())
                .build()) {
            assertThat(client.nodes().list().getItems()).hasSize(1);
        }

        assertThat(clusters().delete("described", Deletion.awaited())).isTrue();
        assertThat(TestHost.client().namespaces().withName("k3k-described").get())
                .as("the deletion is over when the call returns")
                .isNull();
        assertThat(clusters().delete("described", Deletion.awaited()))
                .as("a second deletion has nothing to do")
                .isFalse();
        assertThat(clusters().find("described")).isEmpty();
        assertThatThrownBy(() -> clusters().kubeconfig("described"))
                .isInstanceOf(KsailException.class)
                .hasMessageContaining("has no cluster of that name");
    }

    @Test
    void one_kept_for_its_lease_is_deleted_by_the_host() {
        Cluster cluster = clusters()
                .create(ClusterSpec.named("for-a-while")
                        .lease(Duration.ofSeconds(20))
                        .build());
        cluster.keepForItsLease();
        cluster.close();
        assertThat(clusters().find("for-a-while").orElseThrow().expires()).isPresent();
        TestHost.assertGone("k3k-for-a-while");
    }

    @Test
    void one_kept_for_good_outlives_its_lease() throws Exception {
        Cluster cluster = clusters()
                .create(ClusterSpec.named("for-good")
                        .lease(Duration.ofSeconds(20))
                        .build());
        cluster.keep();
        cluster.close();
        assertThat(TestHost.client()
                        .pods()
                        .inNamespace("k3k-for-good")
                        .withName("ksail-lease")
                        .informOnCondition(pods -> pods.stream().anyMatch(pod -> "Succeeded"
                                .equals(pod.getStatus().getPhase()))))
                .as("the guard has seen that there is nothing to guard any more")
                .succeedsWithin(TestHost.PATIENCE);
        assertThat(clusters().find("for-good").orElseThrow().status()).isEqualTo(ClusterStatus.RUNNING);
        clusters().delete("for-good", Deletion.awaited());
    }

    @Test
    void what_failed_can_be_kept_to_be_looked_at() {
        assertThatThrownBy(() -> clusters()
                        .keepingFailed()
                        .create(ClusterSpec.named("kept-failed")
                                .nodeImage("rancher/k3s:no-such-tag")
                                .build()))
                .isInstanceOf(ClusterCreationException.class)
                .hasMessageContaining("no-such-tag")
                .hasMessageContaining("ksail cluster delete kept-failed");
        ClusterInfo info = clusters().find("kept-failed").orElseThrow();
        assertThat(info.expires()).isEmpty();
        assertThat(info.status()).isEqualTo(ClusterStatus.CREATING);
        assertThat(clusters().delete("kept-failed", Deletion.awaited())).isTrue();
    }

    @Test
    void a_stuck_deletion_says_what_it_waits_for_and_is_forced_through() {
        clusters().create(ClusterSpec.named("stuck").build()).keep();
        holdUp("k3k-stuck");
        foreign("next-door", Map.of());
        holdUp("next-door");

        clusters().delete("stuck", Deletion.requested());
        TestHost.awaitHeldUp("k3k-stuck");
        assertThatThrownBy(() -> clusters().delete("stuck", Deletion.awaited().within(Duration.ofSeconds(2))))
                .isInstanceOf(KsailException.class)
                .hasMessageContaining("not gone after 2 s")
                .hasMessageContaining("example.com/held-up in 1 resource instances")
                .hasMessageContaining("by force");
        assertThat(clusters().find("stuck").orElseThrow().status()).isEqualTo(ClusterStatus.DELETING);

        assertThat(clusters()
                        .delete(
                                "stuck",
                                Deletion.awaited().within(Duration.ofMinutes(1)).forced()))
                .isTrue();
        assertThat(clusters().find("stuck")).isEmpty();
        assertThat(TestHost.client()
                        .configMaps()
                        .inNamespace("next-door")
                        .withName("held")
                        .get()
                        .getMetadata()
                        .getFinalizers())
                .as("what is not in the cluster's namespace is not touched")
                .containsExactly("example.com/held-up");
        TestHost.client().configMaps().inNamespace("next-door").withName("held").edit(map -> new ConfigMapBuilder(map)
                .editMetadata()
                .withFinalizers(List.of())
                .endMetadata()
                .build());
    }

    @Test
    void what_ksail_did_not_make_is_not_deleted() {
        foreign("k3k-theirs", Map.of("app", "important"));
        assertThatThrownBy(() -> clusters().delete("theirs", Deletion.awaited()))
                .isInstanceOf(KsailException.class)
                .hasMessageContaining("namespace k3k-theirs was not made by KSail");
        assertThatThrownBy(() -> clusters().delete("theirs", Deletion.awaited().forced()))
                .isInstanceOf(KsailException.class);
        assertThat(clusters().delete("default", Deletion.awaited())).isFalse();
        assertThat(TestHost.client()
                        .namespaces()
                        .withName("k3k-theirs")
                        .get()
                        .getMetadata()
                        .getDeletionTimestamp())
                .isNull();
    }

    @Test
    void clusters_of_another_tool_are_listed_and_can_be_deleted() {
        foreign("vcluster-other", labels("other"));
        foreign("ksail-other", labels("other"));
        assertThat(clusters().list())
                .extracting(ClusterInfo::namespace, ClusterInfo::distribution, ClusterInfo::status)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("ksail-other", Optional.empty(), ClusterStatus.CREATING),
                        org.assertj.core.groups.Tuple.tuple(
                                "vcluster-other", Optional.of(DistributionType.VCLUSTER), ClusterStatus.CREATING));
        assertThatThrownBy(() -> clusters().find("other"))
                .hasMessageContaining("the host has ksail-other, vcluster-other");
        clusters().create(ClusterSpec.named("mine").build()).keep();
        assertThat(clusters().delete("mine", Deletion.awaited())).isTrue();
        assertThat(clusters().list()).hasSize(2);
        assertThat(clusters().delete("ksail-other", Deletion.awaited())).isTrue();
        assertThat(clusters().delete("other", Deletion.awaited())).isTrue();
    }

    @Test
    void hundreds_of_clusters_are_listed_at_once() {
        IntStream.range(0, 200).parallel().forEach(i -> TestHost.client()
                .resource(namespace("k3k-many-" + i, labels("many-" + i)))
                .create());
        try {
            Stopwatch watch = Stopwatch.started();
            assertThat(clusters().list()).hasSize(200);
            LOG.info("200 clusters listed in {}", Durations.readable(watch.elapsed()));
        } finally {
            IntStream.range(0, 200).parallel().forEach(i -> TestHost.client()
                    .namespaces()
                    .withName("k3k-many-" + i)
                    .delete());
        }
        assertThat(TestHost.client()
                        .namespaces()
                        .withLabel("ksail.io/managed-by")
                        .informOnCondition(List::isEmpty))
                .succeedsWithin(Duration.ofMinutes(2));
    }

    private static Clusters clusters() {
        return Clusters.on(TestHost.host());
    }

    private static Map<String, String> labels(String cluster) {
        return Map.of("ksail.io/managed-by", "ksail", "ksail.io/cluster", cluster);
    }

    private void foreign(String name, Map<String, String> labels) {
        foreign.add(name);
        TestHost.client().resource(namespace(name, labels)).create();
    }

    private static io.fabric8.kubernetes.api.model.Namespace namespace(String name, Map<String, String> labels) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .build();
    }

    /** As an operator's finalizer does when the operator is gone. */
    private static void holdUp(String namespace) {
        TestHost.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("held")
                        .withNamespace(namespace)
                        .withFinalizers("example.com/held-up")
                        .endMetadata()
                        .build())
                .create();
    }
}
