package io.ksail.internal.distribution.talos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The scripts as a shell runs them, with a client of Docker that says what it is told to. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "they run in the pod, and here in the machine's own shell")
class TalosScriptsTest {

    @TempDir
    Path directory;

    /** Says what the next file holds each time it is called, and fails unless that is empty. */
    @BeforeEach
    void client() throws IOException {
        Path client = directory.resolve("docker");
        Files.writeString(client, """
                #!/bin/sh
                [ "$1" != inspect ] || { cat "$ANSWERS/running"; exit 0; }
                [ "$1" != logs ] || { echo "the node's last words"; exit 0; }
                count=$(cat "$ANSWERS/count" 2>/dev/null || echo 0)
                count=$((count + 1))
                echo "$count" > "$ANSWERS/count"
                cat "$ANSWERS/$count"
                [ ! -s "$ANSWERS/$count" ] || [ -e "$ANSWERS/succeeds" ]
                """);
        assertThat(client.toFile().setExecutable(true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "error executing bootstrap: rpc error: code = FailedPrecondition desc = bootstrap is not available yet",
                "rpc error: code = DeadlineExceeded desc = context deadline exceeded",
                "rpc error: code = Canceled desc = grpc: the client connection is closing",
                "rpc error: code = Unavailable desc = connection error: dial tcp 10.5.0.2:50000: connect: connection refused",
                "rpc error: code = Unavailable desc = error reading from server: EOF"
            })
    void a_bootstrap_that_is_too_early_is_asked_for_again(String words) throws Exception {
        answers(words, "");
        assertThat(run(TalosStart.BOOTSTRAP, "demo-controlplane-1", "run", "bootstrap"))
                .isEqualTo(0);
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void a_cluster_that_has_begun_is_not_begun_again() throws Exception {
        answers("rpc error: code = AlreadyExists desc = etcd data directory is not empty");
        assertThat(run(TalosStart.BOOTSTRAP, "demo-controlplane-1", "run", "bootstrap"))
                .isEqualTo(0);
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void a_bootstrap_that_is_refused_is_not_asked_for_again() throws Exception {
        answers("rpc error: code = PermissionDenied desc = not authorized");
        assertThat(run(TalosStart.BOOTSTRAP, "demo-controlplane-1", "run", "bootstrap"))
                .isEqualTo(1);
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void the_stage_is_awaited() throws Exception {
        Files.writeString(directory.resolve("running"), "true\n");
        Files.writeString(directory.resolve("succeeds"), "");
        answers("spec:\n    stage: installing\n", "spec:\n    stage: booting\n    status:\n");
        assertThat(run(TalosStart.AWAIT_STAGE, "demo-controlplane-1", "run", "get"))
                .isEqualTo(0);
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void a_node_that_has_ended_is_not_waited_for() throws Exception {
        Files.writeString(directory.resolve("running"), "false\n");
        answers("connection refused");
        assertThat(run(TalosStart.AWAIT_STAGE, "demo-controlplane-1", "run", "get"))
                .isEqualTo(1);
    }

    private void answers(String... texts) throws IOException {
        for (int i = 0; i < texts.length; i++) {
            Files.writeString(directory.resolve(String.valueOf(i + 1)), texts[i]);
        }
    }

    private int calls() throws IOException {
        return Integer.parseInt(Files.readString(directory.resolve("count")).strip());
    }

    private int run(String script, String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script, "ksail").redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        builder.environment().put("ANSWERS", directory.toString());
        builder.environment().merge("PATH", directory + ":", (path, first) -> first + path);
        Process process = builder.start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
