package io.ksail.internal.docker;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.ComputeResource;
import io.ksail.spec.DistributionType;
import io.ksail.spec.NodeResources;
import io.ksail.spec.Persistence;
import io.ksail.spec.RegistryMirrors;
import io.ksail.spec.ResourceQuantity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DockerPodTest {

    private static final ClusterSpecBuilder DEMO =
            ClusterSpec.named("demo").distribution(DistributionType.VANILLA).mirrors(RegistryMirrors.none());

    @Test
    void the_daemon_listens_on_a_unix_socket_only() {
        Container daemon = daemon(DEMO.build());
        assertThat(daemon.getArgs()).startsWith("dockerd", "--host=unix:///var/run/docker.sock");
        assertThat(daemon.getArgs()).noneMatch(argument -> argument.contains("tcp://"));
    }

    @Test
    void mirrors_are_handed_on_and_those_without_tls_are_allowed() {
        RegistryMirrors mirrors =
                RegistryMirrors.parse("docker.io=http://10.0.0.9:5000,ghcr.io=https://mirror.example.com/ghcr");
        assertThat(daemon(DEMO.mirrors(mirrors).build()).getArgs())
                .contains("--registry-mirror=http://10.0.0.9:5000", "--insecure-registry=10.0.0.9:5000")
                .doesNotContain("--insecure-registry=mirror.example.com");
        assertThat(DockerPod.Mirrors.nameAtMirror("ghcr.io/me/node:v1", mirrors))
                .contains("mirror.example.com/ghcr/me/node:v1");
        assertThat(DockerPod.Mirrors.nameAtMirror("kindest/node:v1", mirrors)).isEmpty();
        assertThat(DockerPod.Mirrors.nameAtMirror(
                        "kindest/node:v1", RegistryMirrors.parse("docker.io=https://mirror.example.com/hub/")))
                .contains("mirror.example.com/hub/kindest/node:v1");
        assertThat(DockerPod.Mirrors.nameAtMirror("quay.io/me/node:v1", mirrors))
                .isEmpty();
    }

    @Test
    void the_pod_asks_the_host_for_what_all_of_its_nodes_need() {
        NodeResources each = NodeResources.DEFAULT
                .withRequest(ComputeResource.MEMORY, new ResourceQuantity("1Gi"))
                .withLimit(ComputeResource.CPU, new ResourceQuantity("500m"));
        Container daemon = daemon(DEMO.workers(2).resources(each).build());
        assertThat(daemon.getResources().getRequests().get("memory").getNumericalAmount())
                .isEqualByComparingTo("3221225472");
        assertThat(daemon.getResources().getLimits().get("cpu").getNumericalAmount())
                .isEqualByComparingTo("1.5");
    }

    @Test
    void what_is_kept_is_in_a_claim_and_what_is_not_on_the_nodes_disk() {
        assertThat(pod(DEMO.build()).getSpec().getVolumeClaimTemplates()).isEmpty();
        assertThat(podSpec(DEMO.build()).getVolumes())
                .singleElement()
                .satisfies(volume -> assertThat(volume.getEmptyDir()).isNotNull());
        ClusterSpec kept =
                DEMO.persistence(Persistence.EPHEMERAL.withEnabled(true)).build();
        assertThat(pod(kept).getSpec().getVolumeClaimTemplates()).hasSize(1);
        assertThat(podSpec(kept).getVolumes()).isEmpty();
    }

    @Test
    void the_pod_has_no_credentials_of_the_host_and_is_found_by_its_labels() {
        assertThat(podSpec(DEMO.build()).getAutomountServiceAccountToken()).isFalse();
        assertThat(pod(DEMO.build()).getSpec().getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(DockerPod.selector("demo"))
                .containsEntry("ksail.io/managed-by", "ksail");
    }

    private static StatefulSet pod(ClusterSpec spec) {
        return new DockerPod(
                        spec,
                        Map.of("ksail.io/managed-by", "ksail", "ksail.io/cluster", "demo"),
                        DockerSubnets.avoiding(List.of()))
                .statefulSet();
    }

    private static PodSpec podSpec(ClusterSpec spec) {
        return pod(spec).getSpec().getTemplate().getSpec();
    }

    private static Container daemon(ClusterSpec spec) {
        return podSpec(spec).getContainers().get(0);
    }
}
