package io.ksail.spec.yaml;

import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterNetworks;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ComputeResource;
import io.ksail.spec.DistributionType;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.KsailConfig;
import io.ksail.spec.NodeResources;
import io.ksail.spec.Persistence;
import io.ksail.spec.Readiness;
import io.ksail.spec.RegistryMirrors;
import io.ksail.spec.ResourceQuantity;
import io.ksail.spec.SpecMistake;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

class KsailYamlTest {

    private static final Path HOME = Path.of("/home/somebody");

    @TempDir
    private Path directory;

    @Test
    void reads_every_field() throws IOException {
        KsailConfig config = read("""
                apiVersion: ksail.io/v1alpha1
                kind: Cluster
                metadata:
                  name: demo
                spec:
                  editor: code --wait
                  cluster:
                    distribution: Talos
                    provider: Kubernetes
                    controlPlanes: 3
                    workers: 2
                    connection:
                      kubeconfig: ~/nested.yaml
                      context: nested
                      timeout: 90s
                  provider:
                    kubernetes:
                      kubeconfig: sub/host.yaml
                      context: host
                      gatewayClassName: eg
                      podCidr: 10.1.0.0/16,FD00::/56
                      serviceCidr: 10.2.0.0/16,fd01::/112
                      persistence:
                        enabled: true
                        storageClassName: fast
                        size: 5Gi
                      kubernetesVersion: 1.36.4
                      nodeImage: ghcr.io/siderolabs/talos:v1.13.9
                      readiness: System
                      lease: 1h
                      requestedBy: me
                      resources:
                        requests: {cpu: 0.5, memory: 1Gi}
                        limits: {memory: 2Gi, ephemeral-storage: 10Gi}
                      registryMirrors:
                        docker.io: https://mirror.example.com
                  workload:
                    sourceDirectory: k8s
                """);
        ClusterSpec expected = ClusterSpec.named("demo")
                .distribution(DistributionType.TALOS)
                .controlPlanes(3)
                .workers(2)
                .readyTimeout(Duration.ofSeconds(90))
                .gatewayClassName("eg")
                .podCidr("10.1.0.0/16,fd00::/56")
                .serviceCidr("10.2.0.0/16,fd01::/112")
                .persistence(new Persistence(true, Optional.of("fast"), new ResourceQuantity("5Gi")))
                .kubernetesVersion("1.36.4")
                .nodeImage("ghcr.io/siderolabs/talos:v1.13.9")
                .readiness(Readiness.SYSTEM)
                .lease(Duration.ofHours(1))
                .requestedBy("me")
                .resources(NodeResources.DEFAULT
                        .withRequest(ComputeResource.CPU, new ResourceQuantity("0.5"))
                        .withRequest(ComputeResource.MEMORY, new ResourceQuantity("1Gi"))
                        .withLimit(ComputeResource.MEMORY, new ResourceQuantity("2Gi"))
                        .withLimit(ComputeResource.EPHEMERAL_STORAGE, new ResourceQuantity("10Gi")))
                .mirrors(RegistryMirrors.parse("docker.io=https://mirror.example.com"))
                .build();
        assertThat(config)
                .isEqualTo(new KsailConfig(
                        expected,
                        Optional.of(directory.resolve("sub/host.yaml")),
                        Optional.of("host"),
                        Optional.of(HOME.resolve("nested.yaml")),
                        Optional.of("nested")));
    }

    @Test
    void has_the_documented_defaults() throws IOException {
        KsailConfig config = read(BadSpec.HEAD);
        assertThat(config).isEqualTo(KsailConfig.of(ClusterSpec.named("demo").build()));
        assertThat(config.cluster().networks()).isEqualTo(ClusterNetworks.DEFAULT);
        assertThat(config.cluster().persistence()).isEqualTo(Persistence.EPHEMERAL);
    }

    @Test
    void takes_the_documented_empty_texts_for_the_default() throws IOException {
        assertThat(read(BadSpec.HEAD + """
                          provider:
                            kubernetes:
                              kubeconfig: ""
                              context: ""
                              gatewayClassName: ""
                              persistence:
                                storageClassName: ""
                        """)).isEqualTo(read(BadSpec.HEAD));
    }

    @Test
    void replaces_environment_variables() throws IOException {
        KsailConfig config = read(BadSpec.HEAD + """
                  provider:
                    kubernetes:
                      context: ${CONTEXT}-${UNSET:-b}-${EMPTY:-c}-$${CONTEXT}
                """);
        assertThat(config.hostContext()).contains("a-b-c-${CONTEXT}");
    }

    @Test
    void a_file_may_leave_the_name_to_who_reads_it() throws IOException {
        Path file = directory.resolve("ksail.yaml");
        Files.writeString(file, BadSpec.HEAD.replace("metadata:\n  name: demo\n", ""));
        assertThat(KsailYaml.read(file, new ClusterName("mine")).cluster().name())
                .hasToString("mine");
        assertThatThrownBy(() -> KsailYaml.read(file)).hasMessageContaining("metadata.name is missing");
        Files.writeString(file, BadSpec.HEAD);
        assertThat(KsailYaml.read(file, new ClusterName("mine")).cluster().name())
                .hasToString("demo");
    }

    @Test
    void reads_a_resource_in_a_directory_and_in_a_jar() throws IOException {
        String relative = BadSpec.HEAD + "  provider: {kubernetes: {kubeconfig: host.yaml}}\n";
        Path file = Files.writeString(directory.resolve("ksail.yaml"), relative);
        assertThat(KsailYaml.read(file.toUri().toURL(), new ClusterName("mine")).hostKubeconfig())
                .contains(directory.resolve("host.yaml"));
        Path jar = directory.resolve("test.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("ksail.yaml"));
            zip.write(BadSpec.HEAD.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(KsailYaml.read(
                                URI.create("jar:" + jar.toUri() + "!/ksail.yaml")
                                        .toURL(),
                                new ClusterName("mine"))
                        .cluster()
                        .name())
                .hasToString("demo");
    }

    @Test
    void gives_every_mistake_with_its_place() {
        assertThatThrownBy(() -> read(BadSpec.HEAD.replace("K3s", "k3s") + "    workers: -1\n"))
                .asInstanceOf(type(InvalidSpecException.class))
                .satisfies(e -> assertThat(e.mistakes())
                        .extracting(SpecMistake::line, SpecMistake::column)
                        .containsExactly(tuple(7, 19), tuple(9, 14)));
    }

    @Test
    void reads_a_byte_order_mark_windows_line_ends_and_document_marks() throws IOException {
        assertThat(read("\ufeff---\r\n" + BadSpec.HEAD.replace("\n", "\r\n") + "...\r\n"))
                .isEqualTo(read(BadSpec.HEAD));
    }

    private KsailConfig read(String text) throws IOException {
        SpecReader reader = new SpecReader(
                Optional.of(directory), HOME, Map.of("CONTEXT", "a", "EMPTY", "")::get, Optional.empty());
        return reader.read(
                SourceText.read("ksail.yaml", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
    }
}
