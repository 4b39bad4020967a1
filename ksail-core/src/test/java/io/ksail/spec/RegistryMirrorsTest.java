package io.ksail.spec;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

class RegistryMirrorsTest {

    @Test
    void reads_several_in_their_order() {
        assertThat(RegistryMirrors.parse("docker.io=https://mirror.example.com, ghcr.io=http://10.0.0.1:5000/cache,")
                        .endpoints())
                .containsExactly(
                        entry("docker.io", URI.create("https://mirror.example.com")),
                        entry("ghcr.io", URI.create("http://10.0.0.1:5000/cache")));
    }

    @Test
    void blank_means_none() {
        assertThat(RegistryMirrors.parse("  ").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"docker.io", "=https://x", "docker.io=mirror.example.com", "docker.io=ftp://x", "a=http://x y"})
    void refuses_an_entry_of_another_form(String entry) {
        assertThatThrownBy(() -> RegistryMirrors.parse(entry))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("'" + entry + "'")
                .hasMessageContaining("docker.io=https://mirror.example.com");
    }
}
