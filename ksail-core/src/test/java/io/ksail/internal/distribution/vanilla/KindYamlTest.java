package io.ksail.internal.distribution.vanilla;

import io.ksail.internal.distribution.vanilla.KindConfig.KindNode;
import io.ksail.internal.distribution.vanilla.KindConfig.NodeRole;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.ConfigFiles;
import io.ksail.spec.DistributionType;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.Readiness;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class KindYamlTest {

    private static final String HEAD = "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n";

    @Test
    void what_people_configure_of_kind_is_read() {
        KindConfig config = KindYaml.read(HEAD + """
                name: ignored
                featureGates: {InPlacePodVerticalScaling: true}
                runtimeConfig: {"api/alpha": "false"}
                networking: {podSubnet: 10.80.0.0/16, kubeProxyMode: ipvs, dnsSearch: [example.com]}
                nodes:
                - role: control-plane
                  kubeadmConfigPatches:
                  - |
                    kind: InitConfiguration
                    nodeRegistration: {kubeletExtraArgs: {node-labels: "ingress-ready=true"}}
                  extraPortMappings:
                  - {containerPort: 80, hostPort: 8080}
                  - {containerPort: 53, protocol: udp, listenAddress: 127.0.0.1}
                - role: worker
                  image: kindest/node:v1.33.1
                  labels: {tier: front}
                """);
        assertThat(config.nodes()).extracting(KindNode::role).containsExactly(NodeRole.CONTROL_PLANE, NodeRole.WORKER);
        assertThat(config.nodes().get(0).ports())
                .containsExactly(new KindNode.Port(80, 8080, "TCP"), new KindNode.Port(53, 53, "UDP"));
        assertThat(config.nodes().get(1).labels()).containsEntry("tier", "front");
        assertThat(config.networking().kubeProxyMode()).isEqualTo("ipvs");
        assertThat(config.featureGates()).containsEntry("InPlacePodVerticalScaling", true);
        assertThat(config.runtimeConfig()).containsEntry("api/alpha", "false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nodes: [{role: boss}] | nodes[0].role: there is no role 'boss'",
                "nodes: [{role: worker}] | nodes: none of them is a control-plane",
                "nodes: [{extraMounts: [{hostPath: /a}]}] | nodes[0].extraMounts: it has no effect here",
                "nodes: [{extraPortMappings: [{hostPort: 1}]}] | nodes[0].extraPortMappings[0].containerPort: it is missing",
                "nodes: [{extraPortMappings: [{containerPort: 6443}]}] | 6443 is the API server's",
                "networking: {apiServerPort: 7000} | networking.apiServerPort: it has no effect here",
                "networking: {ipFamily: dual} | networking.ipFamily: nodes of Vanilla have IPv4 addresses only",
                "networking: {kubeProxyMode: fast} | there is no mode 'fast'",
                "networkin: {} | networkin: kind has no such field there",
                "nodes: {} | nodes: it is no list",
                "kubeadmConfigPatches: ['a: 1'] | kubeadmConfigPatches: it has no kind: a: 1",
                "containerdConfigPatches: ['a = = 1'] | containerdConfigPatches: it is not TOML",
                "'a: b: c' | line 3, column 5: a ':' that can't be here",
                "nodes: [{role: worker, role: worker}] | line 3, column 24: 'role' is given twice",
                "nodes: [{extraMounts: [{containerPath: /etc/containerd/certs.d/a}, {containerPath: /b}]}] | extraMounts: it has",
                "featureGates: {A: 5} | featureGates.A: it is neither true nor false",
                "nodes: [{extraPortMappings: [{containerPort: '80'}]}] | it is no whole number"
            })
    void what_would_have_no_effect_is_named(String text, String seen) {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> KindYaml.read(HEAD + text + "\n"))
                .satisfies(failure -> assertThat(failure.tried()).isEqualTo("kind.yaml can't be used"))
                .satisfies(failure -> assertThat(failure.seen()).contains(seen));
    }

    @Test
    void a_text_without_quotes_stays_what_is_written() {
        KindConfig config = KindYaml.read(HEAD + """
                featureGates: {A: yes}
                nodes:
                - labels: {version: 1.10, mode: 0400, on: yes}
                """);
        assertThat(config.nodes().get(0).labels())
                .containsExactlyInAnyOrderEntriesOf(Map.of("version", "1.10", "mode", "0400", "on", "yes"));
        assertThat(config.featureGates()).containsEntry("A", true);
    }

    @Test
    void what_ksail_writes_for_a_new_project_is_taken() {
        KindConfig config = KindYaml.read("""
                apiVersion: kind.x-k8s.io/v1alpha4
                kind: Cluster
                name: demo
                networking: {}
                nodes:
                - role: control-plane
                  image: kindest/node:v1.35.1
                  extraMounts:
                  - containerPath: /etc/containerd/certs.d/docker.io
                    hostPath: /home/me/demo/kind/mirrors/docker.io
                    readOnly: true
                  - containerPath: /etc/containerd/certs.d/ghcr.io
                    hostPath: /home/me/demo/kind/mirrors/ghcr.io
                    readOnly: true
                """);
        assertThat(config.nodes()).hasSize(1);
    }

    @Test
    void another_format_is_refused() {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> KindYaml.read("kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha3\n"))
                .withMessageContaining("apiVersion: it is 'kind.x-k8s.io/v1alpha3'");
    }

    @Test
    void the_file_says_how_many_nodes_and_which_networks_there_are() {
        ClusterSpec spec = resolved(
                demo(), "nodes: [{}, {role: worker}, {role: worker}]\nnetworking: {podSubnet: 10.80.0.0/16}\n");
        assertThat(spec.controlPlanes()).isEqualTo(1);
        assertThat(spec.workers()).isEqualTo(2);
        assertThat(spec.networks().pods()).hasToString("10.80.0.0/16");
    }

    @Test
    void what_ksail_yaml_asks_for_beats_the_networks_of_the_file_and_must_agree_on_nodes() {
        assertThat(resolved(demo().podCidr("10.90.0.0/16"), "networking: {podSubnet: 10.80.0.0/16}\n")
                        .networks()
                        .pods())
                .hasToString("10.90.0.0/16");
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> resolved(demo().workers(3), "nodes: [{}, {role: worker}]\n"))
                .withMessageContaining("workers is 3, and there 1");
    }

    @Test
    void without_a_network_a_cluster_can_only_be_waited_for_until_its_api_answers() {
        String text = "networking: {disableDefaultCNI: true}\n";
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> resolved(demo(), text))
                .withMessageContaining("ask for readiness API");
        assertThat(resolved(demo().readiness(Readiness.API), text)).isNotNull();
    }

    @Test
    void what_vanilla_can_not_do_is_refused_before_anything_is_made() {
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> resolved(demo().kubernetesVersion("v1.36.4+k3s1"), ""))
                .withMessageContaining("The Kubernetes version 'v1.36.4+k3s1' can't be used with Vanilla");
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> resolved(demo().podCidr("fd00:10:64::/56").serviceCidr("fd00:10:96::/112"), ""))
                .withMessageContaining("its nodes have IPv4 addresses only");
    }

    @Test
    void the_image_is_that_which_is_asked_for_then_that_of_the_file_then_our_own() {
        VanillaDistribution vanilla = new VanillaDistribution();
        String text = "nodes: [{image: 'kindest/node:v1.33.1'}]\n";
        assertThat(vanilla.nodeImage(resolved(demo(), ""))).isEqualTo("kindest/node:v1.36.4");
        assertThat(vanilla.nodeImage(resolved(demo(), text))).isEqualTo("kindest/node:v1.33.1");
        assertThat(vanilla.nodeImage(resolved(demo().kubernetesVersion("1.32.0"), text)))
                .isEqualTo("kindest/node:v1.32.0");
    }

    private static ClusterSpecBuilder demo() {
        return ClusterSpec.named("demo").distribution(DistributionType.VANILLA);
    }

    private static ClusterSpec resolved(ClusterSpecBuilder spec, String text) {
        return new VanillaDistribution()
                .resolve(spec.configFiles(ConfigFiles.NONE.with("kind.yaml", HEAD + text))
                        .build());
    }
}
