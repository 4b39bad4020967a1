package io.ksail.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProgressTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void without_a_terminal_there_is_a_line_for_each_result_and_nothing_else() {
        try (ShownProgress progress = console(Terminals.NONE).progress()) {
            progress.begun("starting the nodes");
            progress.done("API is ready", Duration.ofMillis(1_600));
            progress.begun("waiting");
            progress.failed();
        }
        assertThat(said()).isEqualTo("API is ready (1.6 s)\n");
    }

    @Test
    void on_a_terminal_a_line_is_written_over_until_there_is_a_result() {
        try (ShownProgress progress =
                console(new Terminals(true, true, true, 80)).progress()) {
            progress.begun("starting the nodes");
            progress.done("API is ready", Duration.ofMillis(1_600));
        }
        assertThat(said())
                .startsWith("\r\u001b[K\u001b[33m⠋\u001b[0m starting the nodes … 0.0 s")
                .endsWith("\r\u001b[K\u001b[32m✓\u001b[0m API is ready  \u001b[2m1.6 s\u001b[0m\n");
    }

    @Test
    void the_line_moves_while_nothing_happens() {
        Console console = console(new Terminals(false, false, true, 80));
        try (ShownProgress progress = console.progress()) {
            progress.begun("starting");
            assertThat(moved()).succeedsWithin(Duration.ofSeconds(10));
        }
        assertThat(said()).endsWith("\r\u001b[K");
    }

    private CompletableFuture<Void> moved() {
        return CompletableFuture.runAsync(() -> {
            while (!said().contains("⠹ starting … 0.")) {
                Thread.onSpinWait();
            }
        });
    }

    @Test
    void what_did_not_work_is_marked() {
        try (ShownProgress progress =
                console(new Terminals(false, false, true, 80)).progress()) {
            progress.begun("starting the nodes");
            progress.failed();
        }
        assertThat(said()).contains("✗ starting the nodes  ").doesNotContain("\u001b[31m");
    }

    @Test
    void a_message_stands_above_the_line_and_never_in_it() {
        Console console = console(new Terminals(false, false, true, 80));
        try (ShownProgress progress = console.progress()) {
            progress.begun("starting");
            console.say("[WARN] something");
            assertThat(said()).endsWith("\r\u001b[K[WARN] something\n");
        }
    }

    @Test
    void a_line_never_gets_longer_than_the_terminal() {
        try (ShownProgress progress =
                console(new Terminals(false, false, true, 30)).progress()) {
            progress.begun("waiting for the API server at https://a-very-long-name.example.com:31234");
        }
        assertThat(said().split("\r\u001b\\[K")).allMatch(line -> line.length() < 30);
    }

    @Test
    void what_the_streams_can_show_follows_the_customs() {
        Map<String, String> xterm = Map.of("TERM", "xterm");
        assertThat(Terminals.of(true, true, 100, xterm::get)).isEqualTo(new Terminals(true, true, true, 100));
        assertThat(Terminals.of(false, true, 0, xterm::get)).isEqualTo(new Terminals(false, true, true, 80));
        assertThat(Terminals.of(true, false, 100, xterm::get)).isEqualTo(new Terminals(true, false, false, 100));
        assertThat(Terminals.of(true, true, 100, Map.of("TERM", "xterm", "NO_COLOR", "1")::get))
                .isEqualTo(new Terminals(false, false, true, 100));
        assertThat(Terminals.of(true, true, 100, Map.of("TERM", "dumb")::get))
                .isEqualTo(new Terminals(false, false, false, 100));
        assertThat(Terminals.of(true, true, 100, Map.<String, String>of()::get))
                .isEqualTo(new Terminals(false, false, false, 100));
    }

    private Console console(Terminals terminals) {
        return new Console(new ByteArrayOutputStream(), err, terminals);
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
