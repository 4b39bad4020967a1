package io.ksail.internal;

import io.ksail.internal.distribution.Distribution;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Whether what is used by default is still supported by those who make it, on the day of the build. */
class VersionsTest {

    private static final int DAYS_OF_WARNING = 60;

    /** From https://kubernetes.io/releases/. */
    private static final Map<String, LocalDate> END_OF_LIFE = Map.of(
            "1.34", LocalDate.of(2026, 10, 27),
            "1.35", LocalDate.of(2027, 2, 28),
            "1.36", LocalDate.of(2027, 6, 28),
            "1.37", LocalDate.of(2027, 10, 28));

    @Test
    void the_default_kubernetes_is_supported_today() {
        LocalDate end = END_OF_LIFE.get(minor(Versions.KUBERNETES));
        assertThat(end)
                .as("Kubernetes %s, the default, is past its end of life: raise io.ksail.internal.Versions", minor())
                .isAfter(LocalDate.now());
        if (!end.minusDays(DAYS_OF_WARNING).isAfter(LocalDate.now())) {
            System.err.printf(
                    "WARNING: Kubernetes %s, the default, ends on %s: raise io.ksail.internal.Versions%n",
                    minor(), end);
        }
    }

    private static String minor() {
        return minor(Versions.KUBERNETES);
    }

    private static String minor(String version) {
        return version.substring(0, version.lastIndexOf('.'));
    }

    @Test
    void the_default_is_one_of_the_known_ones_and_each_of_those_has_a_known_end() {
        assertThat(Versions.PATCHES).contains(Versions.KUBERNETES);
        assertThat(Versions.PATCHES).allSatisfy(patch -> assertThat(END_OF_LIFE).containsKey(minor(patch)));
        assertThat(Versions.PATCHES.stream().map(VersionsTest::minor)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("io.ksail.internal.DistributionDescriptor#names")
    void every_distribution_knows_a_patch_of_the_default_minor_version(String type) {
        assertThat(Distribution.of(type).knownVersions())
                .anyMatch(known -> minor(known).equals(minor()));
    }

    @Test
    void nodes_run_the_default_when_nothing_is_said() {
        assertThat(List.of(DistributionType.K3S, DistributionType.VANILLA))
                .allSatisfy(type -> assertThat(Distribution.of(type)
                                .nodeImage(ClusterSpec.named("demo").build()))
                        .contains(":v" + Versions.KUBERNETES));
    }
}
