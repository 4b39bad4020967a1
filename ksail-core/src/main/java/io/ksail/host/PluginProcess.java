package io.ksail.host;

import io.ksail.internal.Await;
import io.ksail.internal.Durations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run of a program of this machine: an argument vector, no shell, no input, and an end that is sure to come. */
final class PluginProcess {

    private PluginProcess() {}

    /**
     * What a program that ended has left.
     *
     * @param exitCode its exit code
     * @param out what it printed
     * @param err what it said besides, without blank space around it
     */
    record Outcome(int exitCode, String out, String err) {}

    static Outcome run(List<String> command, Map<String, String> environment, Duration limit)
            throws IOException, TimeoutException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            CompletableFuture<String> out = reading(process.getInputStream());
            CompletableFuture<String> err = reading(process.getErrorStream());
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException("it did not end within " + Durations.readable(limit));
            }
            return new Outcome(process.exitValue(), finished(out), finished(err).strip());
        } finally {
            process.destroyForcibly();
        }
    }

    private static CompletableFuture<String> reading(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try (stream) {
                        text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        text.completeExceptionally(new UncheckedIOException(e));
                    }
                },
                "ksail-credential-plugin");
        reader.setDaemon(true);
        reader.start();
        return text;
    }

    /** A child that the program left behind may hold the stream open; nobody waits for that long. */
    private static String finished(CompletableFuture<String> text) throws TimeoutException, InterruptedException {
        try {
            return Await.value(text, Duration.ofSeconds(5));
        } catch (ExecutionException e) {
            return "";
        } catch (TimeoutException e) {
            throw new TimeoutException("it ended, but something that it started did not");
        }
    }
}
