package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.namespace.ClusterLabels;
import io.ksail.internal.namespace.LeaseGuard;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class FoundClusterTest {

    @ParameterizedTest
    @CsvSource({
        "k3k-demo,,rancher/k3s:v1.36.4-k3s1,K3s",
        "vcluster-demo,,ghcr.io/loft-sh/vcluster-pro:0.37.1,VCluster",
        "ksail-demo,,ghcr.io/siderolabs/talos:v1.13.9,Talos",
        "ksail-demo,,docker:dind ghcr.io/siderolabs/talos:v1.13.9,Talos",
        "ksail-demo,,docker:27,Vanilla",
        "ksail-demo,,registry.example.com/dind,Vanilla",
        "ksail-demo,,kindest/node:v1.36.4,Vanilla",
        "ksail-demo,,nginx,",
        "other-demo,,ghcr.io/siderolabs/talos:v1.13.9,",
        "ksail-demo,Talos,docker:dind,Talos",
        "ksail-demo,vanilla,ghcr.io/siderolabs/talos:v1.13.9,Vanilla",
        "k3k-demo,VCLUSTER,rancher/k3s:v1.36.4-k3s1,VCluster",
        "k3k-demo,Elsewhere,rancher/k3s:v1.36.4-k3s1,"
    })
    void a_label_tells_the_distribution_or_else_the_namespace_and_what_the_nodes_run(
            String namespace, @Nullable String label, String images, @Nullable String distribution) {
        Namespace found = namespace(namespace, label);
        List<Pod> pods = List.of(pod("node", Map.of(), images.split(" ")));
        assertThat(new FoundCluster(found, pods).info().distribution()).isEqualTo(Optional.ofNullable(distribution));
    }

    @ParameterizedTest
    @CsvSource({"k3k-demo,K3s", "vcluster-demo,VCluster", "ksail-demo,", "other-demo,"})
    void a_namespace_alone_tells_it_where_its_name_does(String namespace, @Nullable String distribution) {
        assertThat(FoundCluster.distribution(namespace(namespace, null)).map(Distribution::name))
                .isEqualTo(Optional.ofNullable(distribution));
    }

    @Test
    void pods_of_a_VClusters_users_and_of_the_lease_are_no_nodes() {
        List<Pod> pods = List.of(
                pod("demo-0", Map.of("app", "vcluster"), "vcluster"),
                pod("web-x-default-x-demo", Map.of("vcluster.loft.sh/managed-by", "demo"), "web"),
                pod(LeaseGuard.NAME, Map.of(), "rancher/k3s"));
        assertThat(new FoundCluster(namespace("vcluster-demo", "VCluster"), pods)
                        .info()
                        .nodes())
                .isEqualTo(1);
    }

    private static Namespace namespace(String name, @Nullable String distribution) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withCreationTimestamp("2026-11-27T08:00:00Z")
                .addToLabels(ClusterLabels.CLUSTER, "demo")
                .addToLabels(distribution == null ? Map.of() : Map.of(ClusterLabels.DISTRIBUTION, distribution))
                .endMetadata()
                .build();
    }

    private static Pod pod(String name, Map<String, String> labels, String... images) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .addAllToContainers(Stream.of(images)
                        .map(image -> new ContainerBuilder()
                                .withName("a")
                                .withImage(image)
                                .build())
                        .toList())
                .endSpec()
                .build();
    }
}
