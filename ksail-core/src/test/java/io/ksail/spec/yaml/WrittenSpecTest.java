package io.ksail.spec.yaml;

import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.KsailConfig;
import io.ksail.spec.RegistryMirrors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WrittenSpecTest {

    private static final int CASES = 2_000;

    /** Run again with {@code -Dksail.seed=…} what a failure names. */
    @Test
    void reads_back_equal() {
        long seed = Long.getLong("ksail.seed", System.nanoTime());
        RandomConfigs configs = new RandomConfigs(seed);
        for (int i = 0; i < CASES; i++) {
            KsailConfig config = configs.next();
            String text = KsailYaml.write(config);
            assertThat(read(text)).as("case %d of seed %d:%n%s", i, seed, text).isEqualTo(config);
        }
    }

    @Test
    void looks_like_a_person_wrote_it() {
        ClusterSpec spec = ClusterSpec.named("demo")
                .workers(2)
                .podCidr("10.1.0.0/16")
                .mirrors(RegistryMirrors.parse("docker.io=https://mirror.example.com"))
                .build();
        assertThat(KsailYaml.write(KsailConfig.of(spec))).isEqualTo("""
                        apiVersion: ksail.io/v1alpha1
                        kind: Cluster
                        metadata:
                          name: demo
                        spec:
                          cluster:
                            distribution: K3s
                            provider: Kubernetes
                            controlPlanes: 1
                            workers: 2
                            connection:
                              timeout: "3m"
                          provider:
                            kubernetes:
                              podCidr: "10.1.0.0/16"
                              persistence:
                                enabled: false
                                size: "20Gi"
                              readiness: Usable
                              lease: "10m"
                              registryMirrors:
                                docker.io: "https://mirror.example.com"
                        """);
    }

    private static KsailConfig read(String text) {
        SpecReader reader = new SpecReader(
                Optional.empty(),
                Path.of("/home/somebody"),
                Map.of("HOME", "/not/expanded", "A", "not expanded")::get,
                Optional.of(new ClusterName("unnamed")));
        try {
            return reader.read(
                    SourceText.read("ksail.yaml", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
