package io.ksail.spec;

import io.ksail.internal.DistributionDescriptor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ClusterNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "demo", "my-cluster-1", "0a", "a23456789-123456789-123456789-123456789x"})
    void accepts_a_dns_label(String name) {
        assertThat(new ClusterName(name)).hasToString(name);
    }

    @ParameterizedTest
    @CsvSource({
        "My_Cluster, my-cluster",
        "-demo-, demo",
        "a.b, a-b",
        "demo cluster, demo-cluster",
        "a123456789b123456789c123456789d123456789e, a123456789b123456789c123456789d123456789"
    })
    void refuses_what_is_none_and_names_the_nearest(String name, String nearest) {
        assertThatThrownBy(() -> new ClusterName(name))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("'" + name + "'")
                .hasMessageContaining("at most 40 characters")
                .hasMessageContaining("use '" + nearest + "'");
    }

    @Test
    void refuses_the_empty_name() {
        assertThatThrownBy(() -> new ClusterName("")).hasMessageContaining("it is empty");
    }

    @Test
    void fits_every_name_it_becomes_part_of() {
        String longest = "a".repeat(ClusterName.MAX_LENGTH);
        for (String type : DistributionDescriptor.names()) {
            String namespace =
                    ClusterSpec.named(longest).distribution(type).build().namespace();
            // A pod of a StatefulSet carries its revision, eleven characters, in a label.
            assertThat(namespace + "-server").hasSizeLessThanOrEqualTo(63 - 1);
        }
    }

    @Test
    void generates_unique_names_that_say_which_class_they_are_for() {
        assertThat(ClusterName.generatedFor(FirstClusterTest.class).value()).matches("first-cluster-[a-z0-9]{5}");
        assertThat(ClusterName.generatedFor(AnOperatorThatReconcilesVeryManyThingsIT.class)
                        .value())
                .matches("an-operator-that-reconci-[a-z0-9]{5}");
        assertThat(ClusterName.generatedFor(WithAClusterTest.class).value()).matches("with-a-cluster-[a-z0-9]{5}");
        assertThat(IntStream.range(0, 1_000)
                        .mapToObj(i ->
                                ClusterName.generatedFor(FirstClusterTest.class).value())
                        .distinct()
                        .count())
                .isGreaterThan(990);
    }

    private static final class FirstClusterTest {}

    private static final class WithAClusterTest {}

    private static final class AnOperatorThatReconcilesVeryManyThingsIT {}
}
