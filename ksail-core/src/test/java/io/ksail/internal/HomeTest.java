package io.ksail.internal;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HomeTest {

    @Test
    void it_is_where_kubectl_looks() {
        assertThat(Home.directory(name -> "/home/somebody")).isEqualTo(Path.of("/home/somebody"));
    }

    @Test
    void without_the_variable_the_jvm_knows() {
        assertThat(Home.directory(name -> null)).isEqualTo(Path.of(System.getProperty("user.home")));
        assertThat(Home.directory(name -> "")).isEqualTo(Path.of(System.getProperty("user.home")));
    }
}
