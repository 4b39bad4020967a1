package io.ksail.internal;

import io.ksail.spec.InvalidSpecException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KubeconfigPathTest {

    @Test
    void begins_with_the_users_own_directory_where_it_begins_with_a_tilde() {
        assertThat(KubeconfigPath.of("x", "~/.kube/config"))
                .isEqualTo(Home.directory().resolve(".kube/config"));
        assertThat(KubeconfigPath.of("x", "~")).isEqualTo(Home.directory());
        assertThat(KubeconfigPath.of("x", "a~b")).isEqualTo(Path.of("a~b"));
        assertThatThrownBy(() -> KubeconfigPath.of("x", "~somebody/config"))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("another user's home");
    }

    @Test
    void is_one_and_a_list_of_several_is_told_as_that() {
        String list = "~/a" + File.pathSeparator + "/b";
        assertThatThrownBy(() -> KubeconfigPath.of("environment variable X", list))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("The environment variable X does not name a kubeconfig file")
                .hasMessageContaining(
                        "it is a list of 2 paths, separated by '%s' as in KUBECONFIG".formatted(File.pathSeparator))
                .hasMessageContaining("kubectl config view --flatten");
        assertThat(KubeconfigPath.of("x", File.pathSeparator + "~/a" + File.pathSeparator))
                .isEqualTo(Home.directory().resolve("a"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void may_hold_a_colon_when_it_is_there(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("a:b"), "");
        assertThat(KubeconfigPath.of("x", file.toString())).isEqualTo(file);
        assertThat(KubeconfigPath.of("x", "/k: v")).isEqualTo(Path.of("/k: v"));
    }
}
