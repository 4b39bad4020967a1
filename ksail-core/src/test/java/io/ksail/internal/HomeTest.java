package io.ksail.internal;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HomeTest {

    @Test
    void it_is_where_kubectl_looks() {
        assertThat(Home.directory(name -> "/home/somebody")).isEqualTo(Path.of("/home/somebody"));
    }

    @Test
    void what_can_be_done_without_is_in_the_users_cache() {
        Map<String, String> environment = Map.of("HOME", "/home/somebody");
        assertThat(Home.cache(environment::get)).isEqualTo(Path.of("/home/somebody/.cache/ksail"));
        assertThat(Home.cache(Map.of("HOME", "/home/somebody", "XDG_CACHE_HOME", "/var/cache/somebody")::get))
                .isEqualTo(Path.of("/var/cache/somebody/ksail"));
    }

    @Test
    void without_the_variable_the_jvm_knows() {
        assertThat(Home.directory(name -> null)).isEqualTo(Path.of(System.getProperty("user.home")));
        assertThat(Home.directory(name -> "")).isEqualTo(Path.of(System.getProperty("user.home")));
    }
}
