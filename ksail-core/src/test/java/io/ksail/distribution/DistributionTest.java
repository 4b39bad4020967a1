package io.ksail.distribution;

import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class DistributionTest {

    @ParameterizedTest
    @CsvSource({",rancher/k3s:v1.34.4-k3s1", "1.33.1,rancher/k3s:v1.33.1-k3s1", "v1.33.1+k3s2,rancher/k3s:v1.33.1-k3s2"
    })
    void k3s_runs_the_vendors_image_of_the_version(String version, String image) {
        var spec = ClusterSpec.named("demo");
        if (version != null) {
            spec.kubernetesVersion(version);
        }
        assertThat(Distribution.of(DistributionType.K3S).nodeImage(spec.build()))
                .isEqualTo(image);
    }

    @Test
    void an_image_asked_for_beats_the_version() {
        assertThat(Distribution.of(DistributionType.K3S)
                        .nodeImage(ClusterSpec.named("demo")
                                .kubernetesVersion("1.33.1")
                                .nodeImage("registry.example.com/k3s:mine")
                                .build()))
                .isEqualTo("registry.example.com/k3s:mine");
    }

    @Test
    void every_distribution_has_one_implementation() {
        assertThat(DistributionType.values())
                .allSatisfy(type -> assertThat(Distribution.of(type).type()).isEqualTo(type));
    }
}
