package io.ksail.internal.distribution.talos;

import io.ksail.internal.distribution.Distribution;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.ConfigFiles;
import io.ksail.spec.DistributionType;
import io.ksail.spec.InvalidSpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TalosDistributionTest {

    private final Distribution talos = Distribution.of(DistributionType.TALOS);

    @ParameterizedTest
    @CsvSource({
        "ghcr.io/siderolabs/talos:v1.13.9,ghcr.io/siderolabs/talosctl:v1.13.9",
        "registry.example.com:5000/os/talos:v1.12.0-beta.1,registry.example.com:5000/os/talosctl:v1.12.0-beta.1",
        "registry.example.com/my-nodes:v1.13.9,ghcr.io/siderolabs/talosctl:v1.13.9"
    })
    void the_tool_is_of_the_nodes_version(String image, String tool) {
        assertThat(TalosDistribution.toolImageFor(image)).isEqualTo(tool);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ghcr.io/siderolabs/talos:latest", "ghcr.io/siderolabs/talos", "localhost:5000/talos"})
    void an_image_that_does_not_say_its_version_is_refused(String image) {
        assertThatThrownBy(() -> talos.resolve(spec().nodeImage(image).build()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("The node image '%s' can't be used for Talos", image)
                .hasMessageContaining("v1.13.9");
    }

    @ParameterizedTest
    @CsvSource({"v1.13.9,1.30.9", "v1.13.9,1.37.0", "v1.9.5,v1.36.4"})
    void a_kubernetes_that_this_talos_does_not_run_is_refused_with_the_range(String version, String kubernetes) {
        assertThatThrownBy(() -> talos.resolve(spec().nodeImage("ghcr.io/siderolabs/talos:" + version)
                        .kubernetesVersion(kubernetes)
                        .build()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("Kubernetes %s can't be run by Talos %s", kubernetes, version)
                .hasMessageContaining("runs Kubernetes 1.");
    }

    @ParameterizedTest
    @CsvSource({"v1.13.9,1.31.0", "v1.13.9,v1.36.2", "v1.8.0,1.26.3", "v1.10.1,1.33.0"})
    void a_kubernetes_that_this_talos_runs_is_taken(String version, String kubernetes) {
        assertThatCode(() -> talos.resolve(spec().nodeImage("ghcr.io/siderolabs/talos:" + version)
                        .kubernetesVersion(kubernetes)
                        .build()))
                .doesNotThrowAnyException();
    }

    @Test
    void every_node_name_fits_whatever_the_cluster_is_called() {
        ClusterName longest = new ClusterName("x".repeat(ClusterName.MAX_LENGTH));
        assertThat(TalosNode.all(
                        longest,
                        ClusterSpec.MAX_CONTROL_PLANES,
                        ClusterSpec.MAX_WORKERS,
                        index -> "10.5.0." + (index + 2)))
                .hasSize(107)
                .allSatisfy(node -> assertThat(node.name()).hasSizeLessThanOrEqualTo(63));
    }

    @Test
    void nodes_are_called_as_talos_own_tool_calls_them_the_first_control_plane_first() {
        assertThat(TalosNode.all(new ClusterName("demo"), 2, 1, index -> "10.5.0." + (index + 2)))
                .containsExactly(
                        new TalosNode("demo-controlplane-1", TalosNode.Role.CONTROL_PLANE, "10.5.0.2"),
                        new TalosNode("demo-controlplane-2", TalosNode.Role.CONTROL_PLANE, "10.5.0.3"),
                        new TalosNode("demo-worker-1", TalosNode.Role.WORKER, "10.5.0.4"));
    }

    @Test
    void a_patch_that_is_no_yaml_is_refused_before_anything_is_made() {
        assertThatThrownBy(() -> talos.resolve(spec().configFiles(
                                ConfigFiles.NONE.with("talos/cluster/broken.yaml", "machine:\n  nodeLabels: [a\n"))
                        .build()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("The Talos patch talos/cluster/broken.yaml can't be used")
                .hasMessageContaining("line 2, column 15: a '[' without its ']'");
    }

    @Test
    void a_patch_in_a_folder_that_is_for_no_nodes_is_refused() {
        assertThatThrownBy(() -> talos.resolve(
                        spec().configFiles(ConfigFiles.NONE.with("talos/control-plane/labels.yaml", "machine: {}"))
                                .build()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("talos/cluster, talos/control-planes, talos/workers");
    }

    @Test
    void patches_go_to_the_nodes_of_their_folder_in_the_order_of_their_names() {
        TalosPatches patches = TalosPatches.of(ConfigFiles.NONE
                .with("talos/workers/one.yaml", "machine: {}")
                .with("talos/cluster/b.yaml", "machine: {}\n---\ncluster: {}\n")
                .with("talos/cluster/a.yaml", "- op: add\n")
                .with("talos/control-planes/one.yaml", "# nothing yet\n")
                .with("kind.yaml", "kind: Cluster"));
        assertThat(patches.options("/talos"))
                .containsExactly(
                        "--config-patch=@/talos/talos_cluster_a.yaml",
                        "--config-patch=@/talos/talos_cluster_b.yaml",
                        "--config-patch-control-plane=@/talos/talos_control-planes_one.yaml",
                        "--config-patch-worker=@/talos/talos_workers_one.yaml");
        assertThat(patches.flat()).hasSize(4).containsEntry("talos_cluster_a.yaml", "- op: add\n");
    }

    private static ClusterSpecBuilder spec() {
        return ClusterSpec.named("demo").distribution(DistributionType.TALOS);
    }
}
