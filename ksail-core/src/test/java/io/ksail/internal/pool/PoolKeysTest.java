package io.ksail.internal.pool;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.ExposureType;
import io.ksail.spec.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class PoolKeysTest {

    private static final String IMAGE = "rancher/k3s:v1.36.4-k3s1";

    @Test
    void who_asks_and_how_long_they_wait_makes_no_difference() {
        assertThat(key(spec -> spec.name(new io.ksail.spec.ClusterName("other"))
                        .requestedBy("OtherTest")
                        .readiness(Readiness.SYSTEM)
                        .lease(Duration.ofHours(1))
                        .readyTimeout(Duration.ofMinutes(1))))
                .isEqualTo(key(UnaryOperator.identity()));
    }

    static Stream<UnaryOperator<ClusterSpecBuilder>> differences() {
        return Stream.of(
                spec -> spec.workers(1),
                spec -> spec.withoutNodes(true),
                spec -> spec.kubernetesVersion("1.35"),
                spec -> spec.podCidr("10.99.0.0/16"),
                spec -> spec.exposure(ExposureType.NODE_PORT),
                spec -> spec.serverArguments(List.of("--v=4")));
    }

    @ParameterizedTest
    @MethodSource("differences")
    void what_makes_it_another_cluster_does(UnaryOperator<ClusterSpecBuilder> difference) {
        assertThat(key(difference)).isNotEqualTo(key(UnaryOperator.identity()));
    }

    @Test
    void another_image_does() {
        ClusterSpec spec = ClusterSpec.named("demo").build();
        assertThat(PoolKeys.specification(spec, IMAGE)).isNotEqualTo(PoolKeys.specification(spec, IMAGE + "-arm64"));
    }

    @Test
    void a_host_is_known_by_its_address_and_its_authority() {
        assertThat(Map.of(
                        PoolKeys.host(host("https://192.0.2.1:6443/", "ca")), 1,
                        PoolKeys.host(host("https://192.0.2.2:6443/", "ca")), 2,
                        PoolKeys.host(host("https://192.0.2.1:6443/", "other")), 3))
                .containsEntry(PoolKeys.host(host("https://192.0.2.1:6443/", "ca")), 1);
    }

    private static String key(UnaryOperator<ClusterSpecBuilder> change) {
        return PoolKeys.specification(
                change.apply(ClusterSpec.named("demo").requestedBy("SomeTest")).build(), IMAGE);
    }

    private static Config host(String url, String authority) {
        return new ConfigBuilder()
                .withAutoConfigure(false)
                .withMasterUrl(url)
                .withCaCertData(authority)
                .build();
    }
}
