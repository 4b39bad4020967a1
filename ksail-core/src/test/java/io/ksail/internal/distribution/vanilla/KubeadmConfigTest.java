package io.ksail.internal.distribution.vanilla;

import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.distribution.vanilla.KubeadmConfig.JoinSecrets;
import io.ksail.internal.docker.DockerSubnets;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import io.ksail.spec.RegistryMirrors;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KubeadmConfigTest {

    private static final JoinSecrets SECRETS = new JoinSecrets("abcdef.0123456789abcdef", "00".repeat(32));

    @Test
    void the_address_of_the_way_in_and_the_networks_are_kubeadms() {
        Map<?, ?> cluster = document(config(KindConfig.NONE, 1, 0, 0, "v1.36.4").init(), "ClusterConfiguration");
        assertThat(cluster.get("apiVersion")).isEqualTo("kubeadm.k8s.io/v1beta4");
        assertThat(cluster.get("controlPlaneEndpoint")).isEqualTo("demo-control-plane:6443");
        assertThat(cluster.get("kubernetesVersion")).isEqualTo("v1.36.4");
        assertThat(cluster.toString())
                .contains("certSANs=[localhost, 127.0.0.1, 10.0.0.7]")
                .contains("podSubnet=10.64.0.0/16")
                .contains("serviceSubnet=10.128.0.0/16");
    }

    @Test
    void further_arguments_are_a_list_or_a_map_as_the_version_has_it() {
        assertThat(document(config(KindConfig.NONE, 1, 0, 0, "v1.31.0").init(), "InitConfiguration")
                        .toString())
                .contains("{name=node-ip, value=172.29.241.2}");
        Map<?, ?> older = document(config(KindConfig.NONE, 1, 0, 0, "v1.30.8").init(), "InitConfiguration");
        assertThat(older.get("apiVersion")).isEqualTo("kubeadm.k8s.io/v1beta3");
        assertThat(older.toString()).contains("kubeletExtraArgs={node-ip=172.29.241.2");
    }

    @Test
    void patches_are_merged_whichever_version_they_are_written_for() {
        for (String arguments : List.of("{node-labels: \"a=b\"}", "[{name: node-labels, value: \"a=b\"}]")) {
            KindConfig patched = KindYaml.read("""
                    kind: Cluster
                    apiVersion: kind.x-k8s.io/v1alpha4
                    kubeadmConfigPatches:
                    - |
                      kind: InitConfiguration
                      apiVersion: kubeadm.k8s.io/v1beta3
                      nodeRegistration:
                        kubeletExtraArgs: %s
                      skipPhases: null
                      ---
                      kind: KubeletConfiguration
                      maxPods: 20
                    """.formatted(arguments));
            String text = config(patched, 1, 0, 0, "v1.36.4").init();
            assertThat(document(text, "InitConfiguration").toString())
                    .contains("{name=node-labels, value=a=b}", "{name=node-ip, value=172.29.241.2}")
                    .doesNotContain("skipPhases");
            assertThat(document(text, "KubeletConfiguration").get("maxPods")).isEqualTo(20);
        }
    }

    @Test
    void a_single_node_runs_pods_and_one_of_several_control_planes_does_not() {
        assertThat(document(config(KindConfig.NONE, 1, 0, 0, "v1.36.4").init(), "InitConfiguration")
                        .toString())
                .contains("taints=[]");
        assertThat(document(config(KindConfig.NONE, 1, 1, 0, "v1.36.4").init(), "InitConfiguration")
                        .toString())
                .doesNotContain("taints");
    }

    @Test
    void nodes_join_through_the_balancer_where_there_is_one_and_know_the_authority() {
        KubeadmConfig second = config(KindConfig.NONE, 2, 1, 1, "v1.36.4");
        Map<?, ?> join = document(second.join("sha256:abc"), "JoinConfiguration");
        assertThat(second.node().name()).isEqualTo("demo-control-plane2");
        assertThat(join.toString())
                .contains("apiServerEndpoint=demo-external-load-balancer:6443")
                .contains("caCertHashes=[sha256:abc]")
                .contains("advertiseAddress=172.29.241.3")
                .doesNotContain("unsafeSkipCAVerification");
        KubeadmConfig worker = config(KindConfig.NONE, 2, 1, 2, "v1.36.4");
        assertThat(worker.node().name()).isEqualTo("demo-worker");
        assertThat(document(worker.join("sha256:abc"), "JoinConfiguration").toString())
                .doesNotContain("controlPlane=");
    }

    @Test
    void control_groups_of_version_1_are_allowed_where_kubernetes_refuses_them() {
        assertThat(config(KindConfig.NONE, 1, 0, 0, "v1.35.0").init()).contains("failCgroupV1: false");
        assertThat(config(KindConfig.NONE, 1, 0, 0, "v1.34.11").init()).doesNotContain("failCgroupV1");
    }

    @Test
    void a_node_is_started_as_kind_starts_it_and_only_one_thing_has_the_apis_port() {
        KubeadmConfig two = config(KindConfig.NONE, 2, 0, 0, "v1.36.4");
        assertThat(NodeCommands.container(two.list(), two.node(), KindConfig.NONE, "image"))
                .contains("io.x-k8s.kind.cluster=demo", "io.x-k8s.kind.role=control-plane", "172.29.241.2")
                .doesNotContain("--publish");
        KubeadmConfig one = config(KindConfig.NONE, 1, 1, 0, "v1.36.4");
        assertThat(NodeCommands.container(one.list(), one.node(), KindConfig.NONE, "image"))
                .startsWith("demo-control-plane", "--detach")
                .contains("0.0.0.0:6443:6443/TCP")
                .endsWith("image");
    }

    @Test
    void the_balancer_passes_bytes_on_to_every_control_plane() {
        assertThat(new LoadBalancer(config(KindConfig.NONE, 2, 0, 0, "v1.36.4").list()).config())
                .contains("172.29.241.2", "172.29.241.3", "tcp_proxy")
                .doesNotContain("172.29.241.4");
    }

    @Test
    void the_networks_manifest_is_filled_in_only_where_it_asks_for_it() {
        String asking = "# would you kindly template this file\nvalue: \"{{ .PodSubnet }}\" {{.PodSubnet}}";
        assertThat(NodeCommands.filledIn(asking, "10.64.0.0/16")).contains("\"10.64.0.0/16\" 10.64.0.0/16");
        assertThat(NodeCommands.filledIn("value: \"{{ .PodSubnet }}\"", "10.64.0.0/16"))
                .contains("{{ .PodSubnet }}");
    }

    @Test
    void containerds_configuration_is_merged_table_by_table() {
        String merged = ContainerdConfig.patched(
                "version = 2\n[plugins.\"io.containerd.grpc.v1.cri\"]\n  sandbox_image = \"pause\"\n",
                List.of("[plugins.\"io.containerd.grpc.v1.cri\".registry]\n  config_path = \"/etc/certs\"\n"));
        assertThat(ContainerdConfig.patched(merged, List.of())).isEqualTo(merged);
        assertThat(merged).contains("version = 2", "sandbox_image", "pause", "config_path", "/etc/certs");
    }

    private static Map<?, ?> document(String text, String kind) {
        return Stream.of(text.split("---\n"))
                .<Map<?, ?>>map(part -> Serialization.unmarshal(part, Map.class))
                .filter(document -> kind.equals(document.get("kind")))
                .findFirst()
                .orElseThrow();
    }

    private static KubeadmConfig config(KindConfig kind, int controlPlanes, int workers, int index, String version) {
        ClusterSpec spec = ClusterSpec.named("demo")
                .distribution(DistributionType.VANILLA)
                .mirrors(RegistryMirrors.none())
                .controlPlanes(controlPlanes)
                .workers(workers)
                .build();
        StartRequest request = new StartRequest(
                new KubernetesClientBuilder().build(),
                spec,
                spec.namespace(),
                Map.of(),
                List.of("10.0.0.7"),
                List.of());
        NodeList list = NodeList.of(spec, kind, "kindest/node:" + version, DockerSubnets.avoiding(List.of()));
        return new KubeadmConfig(request, kind, list, list.nodes().get(index), version, SECRETS);
    }
}
