package io.ksail.internal.namespace;

import io.ksail.internal.TextResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The script of the lease's pod, run by a real shell. A stand-in for {@code kubectl} answers one line of a play after the
 * other, and {@code sleep} passes at once: 10 s of the guard's time each.
 */
@DisabledOnOs(OS.WINDOWS)
class LeaseGuardTest {

    private static final String NO_ANSWER = "-";
    private static final String KUBECTL = """
            #!/bin/sh
            echo "$*" >>"$PLAY/asked"
            case "$*" in
              *get*)
                line=$(head -n 1 "$PLAY/answers")
                sed -i 1d "$PLAY/answers"
                [ -n "$line" ] || { kill "$PPID"; exit 1; }
                [ "$line" != - ] || exit 1
                echo "$line" ;;
              *patch*) [ ! -e "$PLAY/conflict" ] || exit 1; echo 99 ;;
              *delete*) cat >"$PLAY/deleted"; kill "$PPID" ;;
            esac
            """;

    @TempDir
    private Path play;

    @Test
    void deletes_what_nobody_has_renewed_for_as_long_as_the_lease_lasts() throws Exception {
        assertThat(isDeleted("1;a;", "1;a;", "1;a;")).isFalse();
        assertThat(isDeleted("1;a;", "1;a;", "1;a;", "1;a;")).isTrue();
        assertThat(asked()).anySatisfy(line -> assertThat(line)
                .contains(
                        "patch namespace", "\"resourceVersion\":\"1\"", "ksail.io/deleted-by", "no renewal for 30 s"));
        assertThat(play.resolve("deleted")).content().contains("\"preconditions\":{\"resourceVersion\":\"99\"}");
    }

    @Test
    void every_change_of_the_annotation_is_a_renewal() throws Exception {
        assertThat(isDeleted("1;a;", "1;a;", "1;a;", "2;b;", "2;b;", "2;b;")).isFalse();
    }

    /** Or it would race with the process that renews, which could not reach the API either. */
    @Test
    void time_in_which_the_api_does_not_answer_is_no_silence() throws Exception {
        List<String> outage = new ArrayList<>(List.of("1;a;", "1;a;"));
        outage.addAll(java.util.Collections.nCopies(50, NO_ANSWER));
        outage.addAll(List.of("1;a;", "1;a;", "2;b;"));
        assertThat(isDeleted(outage.toArray(String[]::new))).isFalse();
    }

    @Test
    void silence_before_and_after_an_outage_counts() throws Exception {
        assertThat(isDeleted("1;a;", "1;a;", NO_ANSWER, NO_ANSWER, "1;a;", "1;a;", "1;a;"))
                .isTrue();
    }

    @Test
    void a_longer_lease_is_heeded_and_a_garbled_one_is_not() throws Exception {
        assertThat(isDeleted("1;a;60", "1;a;60", "1;a;60", "1;a;60", "1;a;60")).isFalse();
        assertThat(isDeleted("1;a;for ever", "1;a;$(id)", "1;a;-1", "1;a;99999999999999"))
                .isTrue();
    }

    @Test
    void what_somebody_changes_this_moment_is_looked_at_again() throws Exception {
        Files.createFile(play.resolve("conflict"));
        assertThat(isDeleted("1;a;", "1;a;", "1;a;", "1;a;", "2;b;")).isFalse();
    }

    @Test
    void ends_where_there_is_no_lease() throws Exception {
        assertThat(isDeleted("1;;", "1;a;", "1;a;", "1;a;", "1;a;")).isFalse();
        assertThat(asked()).hasSize(1);
    }

    private boolean isDeleted(String... answers) throws IOException, InterruptedException {
        Files.write(play.resolve("answers"), List.of(answers));
        Files.deleteIfExists(play.resolve("asked"));
        Files.deleteIfExists(play.resolve("deleted"));
        program("kubectl", KUBECTL);
        program("sleep", "#!/bin/sh\n");
        ProcessBuilder guard = new ProcessBuilder("sh", "-c", TextResource.beside(LeaseGuard.class, "lease-guard.sh"))
                .redirectErrorStream(true)
                .redirectOutput(play.resolve("said").toFile());
        guard.environment()
                .putAll(Map.of(
                        "PATH", play + ":" + System.getenv("PATH"),
                        "PLAY", play.toString(),
                        "NAMESPACE", "k3k-demo",
                        "LEASE_SECONDS", "30",
                        "PAUSE_SECONDS", "10",
                        "DELETED_FIRST", ""));
        Process process = guard.start();
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.exists(play.resolve("deleted"));
    }

    private List<String> asked() throws IOException {
        return Files.readAllLines(play.resolve("asked"));
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(play.resolve(name), script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
