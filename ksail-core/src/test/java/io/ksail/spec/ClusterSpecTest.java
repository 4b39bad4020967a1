package io.ksail.spec;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ClusterSpecTest {

    @Test
    void has_the_documented_defaults() {
        ClusterSpec spec =
                ClusterSpec.named("demo").mirrors(RegistryMirrors.none()).build();
        assertThat(spec.distribution()).isEqualTo(DistributionType.K3S);
        assertThat(spec.readiness()).isEqualTo(Readiness.USABLE);
        assertThat(spec.readyTimeout()).isEqualTo(Duration.ofMinutes(3));
        assertThat(spec.lease()).isEqualTo(Duration.ofMinutes(10));
        assertThat(spec.namespace()).isEqualTo("k3k-demo");
    }

    @ParameterizedTest
    @CsvSource({"K3s,k3k-demo", "Vanilla,ksail-demo", "Talos,ksail-demo", "VCluster,vcluster-demo"})
    void lives_in_the_namespace_of_the_contract(String type, String namespace) {
        assertThat(ClusterSpec.named("demo").distribution(type).build().namespace())
                .isEqualTo(namespace);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "a\u001b[31mb", "a\u0085b", "a\u2028b", "\ud800"})
    void free_text_is_one_printable_line(String text) {
        KsailConfig config = KsailConfig.of(ClusterSpec.named("demo").build());
        assertThatThrownBy(() -> ClusterSpec.named("demo").requestedBy(text))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("one line of text");
        assertThatThrownBy(() -> config.withContext(text)).isInstanceOf(InvalidSpecException.class);
        assertThatThrownBy(() -> config.withHostContext(text)).isInstanceOf(InvalidSpecException.class);
    }

    @Test
    void a_builder_can_start_from_a_specification() {
        ClusterSpec spec = ClusterSpec.named("demo")
                .workers(2)
                .podCidr("10.1.0.0/16")
                .gatewayClassName("eg")
                .nodeImage("rancher/k3s:v1.36.4-k3s1")
                .requestedBy("me")
                .build();
        assertThat(spec.toBuilder().build()).isEqualTo(spec);
        assertThat(spec.toBuilder().name(new ClusterName("other")).build().name())
                .hasToString("other");
    }

    @Test
    void refuses_numbers_of_nodes_that_can_not_be() {
        assertThatThrownBy(() -> ClusterSpec.named("demo").workers(-1))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("from 0 to 100");
        assertThatThrownBy(() -> ClusterSpec.named("demo").controlPlanes(0))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("from 1 to 7");
        assertThatThrownBy(() -> ClusterSpec.named("demo")
                        .workers(2)
                        .podCidr("10.1.0.0/24")
                        .build())
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("has room for 1 node");
    }

    @Test
    void refuses_a_timeout_that_is_not_positive_or_has_no_end() {
        assertThatThrownBy(() ->
                        ClusterSpec.named("demo").readyTimeout(Duration.ZERO).build())
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("readyTimeout 'PT0S'");
        assertThatThrownBy(() -> ClusterSpec.named("demo")
                        .lease(Duration.ofSeconds(Long.MAX_VALUE))
                        .build())
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("it is more than 365 days");
    }

    @ParameterizedTest
    @CsvSource({
        "1.36.4,v1.36.4,false",
        "v1.36.4,v1.36.4,false",
        "v1.36.4+k3s1,v1.36.4-k3s1,true",
        "1.36.4-k3s2,v1.36.4-k3s2,true",
        "1.36,v1.36,false"
    })
    void a_version_has_the_form_of_an_image_tag(String given, String tag, boolean suffix) {
        KubernetesVersion version = new KubernetesVersion(given);
        assertThat(version.tag()).isEqualTo(tag);
        assertThat(version.hasSuffix()).isEqualTo(suffix);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "latest", "v1", "1.36.x", "1.36+k3s1", "", "1.36.4 ", "1.36.4;rm"})
    void refuses_a_version_of_another_form(String given) {
        assertThatThrownBy(() -> new KubernetesVersion(given))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("'" + given + "'")
                .hasMessageContaining("1.36.4");
    }

    @Test
    void refuses_what_a_control_plane_alone_can_not_have() {
        assertThatThrownBy(() -> ClusterSpec.named("demo")
                        .withoutNodes(true)
                        .workers(1)
                        .controlPlanes(3)
                        .persistence(Persistence.EPHEMERAL.withEnabled(true))
                        .operator(true)
                        .readiness(Readiness.SYSTEM)
                        .build())
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("'demo' can't be made without nodes")
                .hasMessageContaining("workers, several controlPlanes, persistence, operator, readiness SYSTEM");
        assertThatThrownBy(() -> ClusterSpec.named("demo")
                        .withoutNodes(true)
                        .distribution(DistributionType.VANILLA)
                        .build())
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("only K3s has withoutNodes");
    }

    @Test
    void whatever_can_be_asked_for_makes_another_specification() {
        assertThat(ClusterSpec.named("demo").build().parts().keySet())
                .containsExactlyElementsOf(Stream.of(ClusterSpec.class.getDeclaredFields())
                        .filter(field -> !Modifier.isStatic(field.getModifiers()))
                        .map(Field::getName)
                        .toList());
    }
}
