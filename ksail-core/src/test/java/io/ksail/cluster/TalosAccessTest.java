package io.ksail.cluster;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Where another process has exposed the Talos API stands in an annotation, which others may write too. */
class TalosAccessTest {

    @ParameterizedTest
    @ValueSource(strings = {"172.17.0.3:31234", "[fd00::3]:50000", "talos.example.com:443"})
    void a_host_and_its_port_are_tried(String endpoint) {
        assertThat(TalosAccess.isAuthority(endpoint)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "172.17.0.3",
                "user@172.17.0.3:1",
                "172.17.0.3:1/path",
                "a b:1",
                "host:123456",
                "x\n:1",
                "https://172.17.0.3:1"
            })
    void anything_else_is_as_good_as_nothing(String garbage) {
        assertThat(TalosAccess.isAuthority(garbage)).isFalse();
    }
}
