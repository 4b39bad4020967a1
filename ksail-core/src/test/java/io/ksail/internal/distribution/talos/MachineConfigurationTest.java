package io.ksail.internal.distribution.talos;

import io.ksail.spec.Cidrs;
import io.ksail.spec.ClusterNetworks;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.ConfigFiles;
import io.ksail.spec.DistributionType;
import io.ksail.spec.RegistryMirrors;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MachineConfigurationTest {

    @Test
    void talosctl_is_told_name_endpoint_version_names_of_the_api_and_mirrors() {
        assertThat(of(spec().mirrors(RegistryMirrors.none().with("docker.io", "http://mirror:5000")), "")
                        .generation())
                .startsWith("gen", "config", "demo", "https://10.5.0.2:6443")
                .contains(
                        "--kubernetes-version=1.36.4",
                        "--additional-sans=172.17.0.3,10.5.0.2",
                        "--registry-mirror=docker.io=http://mirror:5000",
                        "--with-docs=false",
                        "--with-examples=false");
    }

    @Test
    void the_users_patches_come_after_ours_so_that_they_win() {
        assertThat(of(spec(), "machine: {}").generation())
                .endsWith("--config-patch=@/talos/ksail.yaml", "--config-patch=@/talos/talos_cluster_mine.yaml");
    }

    @Test
    void our_patch_says_the_networks_of_both_families() {
        ClusterNetworks dual = new ClusterNetworks(
                Optional.of(Cidrs.parse("10.70.0.0/16,fd00:10:70::/56")),
                Optional.of(Cidrs.parse("10.71.0.0/16,fd00:10:71::/112")));
        assertThat(of(spec().networks(dual), "").files().get("ksail.yaml"))
                .contains("podSubnets:", "10.70.0.0/16", "fd00:10:70::/56", "serviceSubnets:", "10.71.0.0/16")
                .contains("forwardKubeDNSToHost: true");
    }

    @Test
    void control_planes_run_workloads_only_where_there_are_no_workers() {
        assertThat(of(spec(), "").files().get("ksail.yaml")).contains("allowSchedulingOnControlPlanes: true");
        assertThat(of(spec().workers(1), "").files().get("ksail.yaml"))
                .doesNotContain("allowSchedulingOnControlPlanes");
    }

    @Test
    void a_node_gets_what_talos_needs_of_its_container() {
        TalosNode node = new TalosNode("demo-controlplane-1", TalosNode.Role.CONTROL_PLANE, "10.5.0.2");
        assertThat(MachineConfiguration.container("demo", node, "talos:v1", true))
                .containsSubsequence("run", "--detach")
                .contains(
                        "--hostname=demo-controlplane-1",
                        "--ip=10.5.0.2",
                        "--privileged",
                        "--read-only",
                        "--env=PLATFORM=container",
                        "--env=USERDATA",
                        "--label=talos.type=controlplane",
                        "--tmpfs=/system",
                        "--volume=/system/state",
                        "--volume=/opt",
                        "--publish=6443:6443",
                        "--publish=50000:50000")
                .endsWith("talos:v1");
        assertThat(MachineConfiguration.container("demo", node, "talos:v1", false))
                .noneMatch(argument -> argument.startsWith("--publish"));
    }

    private static MachineConfiguration of(ClusterSpecBuilder spec, String patch) {
        ConfigFiles files =
                patch.isEmpty() ? ConfigFiles.NONE : ConfigFiles.NONE.with("talos/cluster/mine.yaml", patch);
        return new MachineConfiguration(
                spec.build(),
                TalosDistribution.DEFAULT_KUBERNETES,
                List.of(new TalosNode("demo-controlplane-1", TalosNode.Role.CONTROL_PLANE, "10.5.0.2")),
                List.of("172.17.0.3", "10.5.0.2"),
                TalosPatches.of(files));
    }

    private static ClusterSpecBuilder spec() {
        return ClusterSpec.named("demo").distribution(DistributionType.TALOS).mirrors(RegistryMirrors.none());
    }
}
