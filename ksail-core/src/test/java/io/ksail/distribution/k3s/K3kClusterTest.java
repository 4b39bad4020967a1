package io.ksail.distribution.k3s;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.distribution.GuardedObject;
import io.ksail.distribution.StartRequest;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.ComputeResource;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.NodeResources;
import io.ksail.spec.Persistence;
import io.ksail.spec.RegistryMirrors;
import io.ksail.spec.ResourceQuantity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
                  - "--disable=traefik"
                  - "--disable=metrics-server"
                  - "--kubelet-arg=fail-cgroupv1=false"
                  - "--v=2"
                  agentArgs:
                  - "--kubelet-arg=fail-cgroupv1=false"
                """);
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
        assertThat(k3s.preDelete(ClusterSpec.named("demo").build())).isEqualTo(List.<GuardedObject>of());
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
        StartRequest request = new StartRequest(
                NEVER_ASKED,
                spec.build(),
                "k3k-demo",
                Map.of("ksail.io/managed-by", "ksail"),
                List.of("10.0.0.1"),
                List.of());
        return Serialization.asYaml(new K3kCluster(request, "v1.36.4-k3s1").object());
    }
}
