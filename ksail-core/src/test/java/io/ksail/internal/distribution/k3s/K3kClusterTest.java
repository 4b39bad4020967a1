package io.ksail.internal.distribution.k3s;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.namespace.ResourceRef;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.ComputeResource;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.NodeResources;
import io.ksail.spec.Persistence;
import io.ksail.spec.RegistryMirrors;
import io.ksail.spec.ResourceQuantity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class K3kClusterTest {

    private static final KubernetesClient NEVER_ASKED = new KubernetesClientBuilder().build();

    @Test
    void the_operator_is_told_everything_that_it_would_else_guess() {
        assertThat(yaml(spec().workers(2).serverArguments(List.of("--v=2")))).isEqualTo("""
                ---
                apiVersion: "k3k.io/v1beta1"
                kind: "Cluster"
                metadata:
                  labels:
                    ksail.io/managed-by: "ksail"
                  name: "demo"
                  namespace: "k3k-demo"
                spec:
                  mode: "virtual"
                  version: "v1.36.4-k3s1"
                  servers: 1
                  agents: 2
                  clusterCIDR: "10.64.0.0/16"
                  serviceCIDR: "10.128.0.0/16"
                  clusterDNS: "10.128.0.10"
                  tlsSANs:
                  - "10.0.0.1"
                  persistence:
                    type: "ephemeral"
                  serverArgs:
                  - "--disable=traefik${IFS}--disable=metrics-server${IFS}--kubelet-arg=fail-cgroupv1=false${IFS}--v=2"
                  agentArgs:
                  - "--kubelet-arg=fail-cgroupv1=false"
                """);
    }

    /** How k3k writes them into the script of a server: up to 1.0, in 1.1, and from 1.2 on. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "printf '%%s\n' %s | tee /dev/null",
                "EXTRA_ARGS=%s\nprintf '%%s\n' $EXTRA_ARGS | tee /dev/null",
                "EXTRA_ARGS=\"%s\"\nEXTRA_ARGS=\"$EXTRA_ARGS\"\nprintf '%%s\n' $EXTRA_ARGS | tee /dev/null"
            })
    void a_server_gets_every_argument_by_whatever_script_of_the_operator(String script) throws Exception {
        GenericKubernetesResource asked =
                cluster(spec().serverArguments(List.of("--v=2", "--kube-apiserver-arg=event-ttl=2h")));
        String arguments = String.join(" ", asked.<List<String>>get("spec", "serverArgs"));
        Process shell = new ProcessBuilder("sh", "-c", script.formatted(arguments))
                .redirectErrorStream(true)
                .start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "--disable=traefik",
                        "--disable=metrics-server",
                        "--kubelet-arg=fail-cgroupv1=false",
                        "--v=2",
                        "--kube-apiserver-arg=event-ttl=2h");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--a=b c",
                "--a='b'",
                "--a=\"b\"",
                "--a=$(b)",
                "--a=`b`",
                "--a=b;c",
                "--a=b&c",
                "--a=x<1",
                "--a=*"
            })
    void an_argument_that_a_shell_reads_otherwise_is_refused(String argument) {
        assertThatThrownBy(() -> new K3sDistribution()
                        .resolve(spec().serverArguments(List.of(argument)).build()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("The operator k3k can't hand on the server argument")
                .hasMessageContaining("shell script");
        assertThat(new K3sDistribution()
                        .resolve(ClusterSpec.named("demo")
                                .serverArguments(List.of(argument))
                                .build())
                        .serverArguments())
                .containsExactly(argument);
    }

    @Test
    void persistence_resources_and_mirrors_have_their_places() {
        assertThat(yaml(spec().persistence(
                                Persistence.EPHEMERAL.withEnabled(true).withStorageClassName("fast"))
                        .resources(NodeResources.DEFAULT.withLimit(ComputeResource.MEMORY, new ResourceQuantity("2Gi")))
                        .mirrors(RegistryMirrors.parse("docker.io=https://mirror.example.com"))))
                .contains("type: \"dynamic\"")
                .contains("storageRequestSize: \"20Gi\"")
                .contains("storageClassName: \"fast\"")
                .contains("workerResources:\n    limits:\n      memory: \"2Gi\"")
                .contains("subPath: \"registries.yaml\"")
                .contains("secretName: \"k3k-demo-server\"");
    }

    @Test
    void the_guard_of_the_lease_deletes_it_before_the_namespace() {
        K3sDistribution k3s = new K3sDistribution();
        assertThat(k3s.preDelete(spec().build()))
                .extracting(object -> object.path("k3k-demo"))
                .containsExactly("/apis/k3k.io/v1beta1/namespaces/k3k-demo/clusters/demo");
        assertThat(k3s.preDelete(ClusterSpec.named("demo").build())).isEqualTo(List.<ResourceRef>of());
    }

    @Test
    void an_image_that_the_operator_would_not_run_is_refused() {
        assertThatThrownBy(() -> new K3sDistribution()
                        .resolve(spec().nodeImage("my/k3s:1").build()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("The operator k3k can't run the image my/k3s:1");
    }

    private static ClusterSpecBuilder spec() {
        return ClusterSpec.named("demo").operator(true).mirrors(RegistryMirrors.none());
    }

    private static String yaml(ClusterSpecBuilder spec) {
        return Serialization.asYaml(cluster(spec));
    }

    private static GenericKubernetesResource cluster(ClusterSpecBuilder spec) {
        StartRequest request = new StartRequest(
                NEVER_ASKED,
                spec.build(),
                "k3k-demo",
                Map.of("ksail.io/managed-by", "ksail"),
                List.of("10.0.0.1"),
                List.of());
        return new K3kCluster(request, "v1.36.4-k3s1").object();
    }
}
