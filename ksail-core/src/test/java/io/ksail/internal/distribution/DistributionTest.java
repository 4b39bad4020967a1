package io.ksail.internal.distribution;

import io.ksail.KsailException;
import io.ksail.internal.DistributionDescriptor;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import io.ksail.spec.InvalidSpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DistributionTest {

    @ParameterizedTest
    @CsvSource({",rancher/k3s:v1.36.4-k3s1", "1.33.1,rancher/k3s:v1.33.1-k3s1", "v1.33.1+k3s2,rancher/k3s:v1.33.1-k3s2"
    })
    void k3s_runs_the_vendors_image_of_the_version(String version, String image) {
        var spec = ClusterSpec.named("demo");
        if (version != null) {
            spec.kubernetesVersion(version);
        }
        assertThat(Distribution.of(DistributionType.K3S).nodeImage(spec.build()))
                .isEqualTo(image);
    }

    @ParameterizedTest
    @CsvSource({
        "K3s,1.34,rancher/k3s:v1.34.11-k3s1",
        "K3s,v1.35,rancher/k3s:v1.35.8-k3s1",
        "Vanilla,1.37,kindest/node:v1.37.0",
        "Vanilla,1.36,kindest/node:v1.36.4"
    })
    void a_minor_version_is_its_newest_patch_that_is_known(String type, String minor, String image) {
        ClusterSpec resolved = Distribution.resolved(ClusterSpec.named("demo")
                .distribution(type)
                .kubernetesVersion(minor)
                .build());
        assertThat(Distribution.of(type).nodeImage(resolved)).isEqualTo(image);
    }

    @Test
    void what_an_operator_makes_says_so() {
        ClusterSpec spec = ClusterSpec.named("demo").build();
        assertThat(Distribution.of(DistributionType.K3S).labels(spec))
                .containsEntry("ksail.io/cluster", "demo")
                .doesNotContainKey("ksail.io/operator");
        assertThat(Distribution.of(DistributionType.K3S)
                        .labels(spec.toBuilder().operator(true).build()))
                .containsEntry("ksail.io/cluster", "demo")
                .containsEntry("ksail.io/operator", "k3k");
    }

    @Test
    void vclusters_patches_are_those_of_its_own_images() {
        assertThat(Distribution.of(DistributionType.VCLUSTER).knownVersions()).contains("1.36.0");
    }

    @ParameterizedTest
    @MethodSource("io.ksail.internal.DistributionDescriptor#names")
    void a_minor_version_that_is_not_known_is_refused_with_those_that_are(String type) {
        ClusterSpec wanted = ClusterSpec.named("demo")
                .distribution(type)
                .kubernetesVersion("1.3")
                .build();
        assertThatThrownBy(() -> Distribution.resolved(wanted))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("Kubernetes 1.3 can't be chosen for " + type)
                .hasMessageContaining("known are 1.34 (1.34.");
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
        assertThat(DistributionDescriptor.names())
                .containsExactly(
                        DistributionType.K3S,
                        DistributionType.VANILLA,
                        DistributionType.TALOS,
                        DistributionType.VCLUSTER);
        assertThat(DistributionDescriptor.names())
                .allSatisfy(type -> assertThat(Distribution.of(type).name()).isEqualTo(type));
    }

    @ParameterizedTest
    @CsvSource({"k3s,K3s", "VANILLA,Vanilla", "vcluster,VCluster", "Tallos,Talos", "EKS,", "Elsewhere,", "'',", "' ',"})
    void a_name_that_is_none_is_refused_with_those_that_there_are(String name, String meant) {
        String question = meant == null ? "" : "; did you mean '%s'?".formatted(meant);
        assertThatThrownBy(() -> ClusterSpec.named("demo").distribution(name))
                .isInstanceOfSatisfying(InvalidSpecException.class, refused -> assertThat(refused)
                        .extracting(KsailException::tried, KsailException::seen, KsailException::remedy)
                        .containsExactly(
                                "The distribution '%s' can't be used".formatted(name),
                                "this version of KSail for JUnit does not have it",
                                "use one of: K3s, Vanilla, Talos, VCluster" + question));
    }
}
