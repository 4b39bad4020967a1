package io.ksail.junit;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import io.ksail.internal.Versions;
import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.distribution.k3s.K3sRegistries;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import io.ksail.spec.RegistryMirrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

import static org.assertj.core.api.Assertions.assertThat;

/** Every minor version that may be named alone, as host and as nested cluster: {@code make compat}. */
@Tag("versions")
class KubernetesVersionsIT {

    private static final List<String> SEEN = new CopyOnWriteArrayList<>();

    /** On the usual host, older and newer ones. */
    @Test
    void every_minor_version_runs_pods_by_each_distribution() {
        SEEN.clear();
        Kit.runWell(8, AllTestCases.class);
        assertThat(SEEN)
                .extracting(version -> version.replaceFirst("^v(1\\.\\d+)\\..*", "$1"))
                .containsExactlyInAnyOrder("1.34", "1.35", "1.36", "1.37", "1.34", "1.35", "1.36", "1.37");
        TestHost.assertEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.34", "1.35", "1.37"})
    void the_default_runs_on_hosts_of_other_versions(String minor, @TempDir Path directory) throws IOException {
        String image = Distribution.of(DistributionType.K3S)
                .nodeImage(Distribution.resolved(
                        ClusterSpec.named("host").kubernetesVersion(minor).build()));
        try (K3sContainer host = new K3sContainer(DockerImageName.parse(image))) {
            host.withCommand("server", "--disable=traefik,metrics-server,servicelb", Versions.K3S_CGROUP_V1)
                    .withCopyToContainer(
                            Transferable.of(K3sRegistries.yaml(RegistryMirrors.fromEnvironment())),
                            "/etc/rancher/k3s/registries.yaml")
                    .start();
            Path kubeconfig = Files.writeString(directory.resolve("host.yaml"), host.getKubeConfigYaml());
            Kit.run(Map.of("ksail.host.kubeconfig", kubeconfig.toString()), DefaultTestCases.class)
                    .testEvents()
                    .assertStatistics(stats -> stats.started(1).succeeded(1));
        }
    }

    @NestedCluster(readyTimeout = "5m")
    @NestedClusterMatrix(
            distributions = {DistributionType.K3S, DistributionType.VANILLA},
            kubernetesVersions = {"1.34", "1.35", "1.36", "1.37"})
    static class AllTestCases {

        @Test
        void runs_a_pod(Cluster cluster, KubernetesClient client) {
            SEEN.add(cluster.kubernetesVersion());
            runPod(client);
        }
    }

    @NestedCluster(readyTimeout = "5m")
    static class DefaultTestCases {

        @Test
        void runs_a_pod(KubernetesClient client) {
            runPod(client);
        }
    }

    private static void runPod(KubernetesClient client) {
        client.pods()
                .inNamespace("default")
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("once")
                        .endMetadata()
                        .withNewSpec()
                        .withRestartPolicy("Never")
                        .addNewContainer()
                        .withName("c")
                        .withImage("busybox:1.36")
                        .withCommand("true")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        assertThat(client.pods().inNamespace("default").withName("once").informOnCondition(pods -> pods.stream()
                        .anyMatch(pod -> "Succeeded".equals(pod.getStatus().getPhase()))))
                .succeedsWithin(TestHost.PATIENCE);
    }
}
