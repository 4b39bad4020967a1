package io.ksail.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A kubeconfig of the host that is not there, or is none: told as what it is, and with what the command line has. */
class HostOptionsTest {

    @TempDir
    private Path directory;

    @Test
    void a_missing_file_and_a_directory_are_told_without_an_embedded_host() throws IOException {
        Files.createDirectory(directory.resolve("folder"));
        assertThat(list("none.yaml").err())
                .contains("can't be read", "there is no such file", "--host-kubeconfig FILE");
        assertThat(list("folder").err()).contains("can't be read", "it is a directory", "--host-kubeconfig FILE");
        assertThat(list("none.yaml").err() + list("folder").err()).doesNotContain("embedded", "Docker");
    }

    @Test
    void a_list_of_paths_is_told_as_one_wherever_it_is_given() {
        String paths = "~/a" + File.pathSeparator + "b";
        for (Run run : new Run[] {
            list(paths),
            Run.of(directory, Map.of("KSAIL_HOST_KUBECONFIG", paths), "cluster", "list"),
            Run.of(directory, Map.of(), "cluster", "kubeconfig", "a", "--host-kubeconfig", paths),
        }) {
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).contains("does not name a kubeconfig file", "it is a list of 2 paths", "  do:   ");
        }
    }

    private Run list(String file) {
        return Run.of(directory, Map.of(), "cluster", "list", "--host-kubeconfig", file);
    }
}
