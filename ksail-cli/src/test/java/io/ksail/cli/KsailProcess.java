package io.ksail.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code bin/ksail} as a process of its own, whose streams are no terminals. */
final class KsailProcess {

    private final Process process;
    private final Path out;
    private final Path err;

    private KsailProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** What a process has left behind. */
    record Result(int code, String out, String err) {

        Result succeeded() {
            assertThat(code).as("exit code, with %s", err).isZero();
            return this;
        }

        Result failedWith(int expected) {
            assertThat(code).as("exit code, with %s", err).isEqualTo(expected);
            return this;
        }
    }

    static Path script() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("bin/ksail"))) {
            at = at.getParent();
        }
        return at.resolve("bin/ksail");
    }

    static KsailProcess start(Path directory, String... arguments) throws IOException {
        return startCommand(
                directory,
                Stream.concat(Stream.of(script().toString()), Stream.of(arguments))
                        .toList());
    }

    /** Whoever runs the tests in the background may have had Ctrl-C ignored for all that they start. */
    static KsailProcess startInForeground(Path directory, String... arguments) throws IOException {
        return startCommand(
                directory,
                Stream.concat(Stream.of("env", "--default-signal=INT", script().toString()), Stream.of(arguments))
                        .toList());
    }

    /** On a machine that has Docker, and no kubeconfig. */
    static Result runWithoutHost(Path home, String mirrors, String... arguments) throws Exception {
        return startCommand(
                        home,
                        Stream.concat(
                                        Stream.of(
                                                "env",
                                                "--unset=KSAIL_HOST_KUBECONFIG",
                                                "HOME=" + home,
                                                "KSAIL_REGISTRY_MIRRORS=" + mirrors,
                                                script().toString()),
                                        Stream.of(arguments))
                                .toList())
                .end();
    }

    static KsailProcess startCommand(Path directory, List<String> command) throws IOException {
        Path out = Files.createTempFile(directory, "stdout", ".txt");
        Path err = Files.createTempFile(directory, "stderr", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("KSAIL_HOST_KUBECONFIG", TestHost.kubeconfig().toString());
        builder.environment().put("TERM", "xterm-256color");
        return new KsailProcess(builder.start(), out, err);
    }

    static Result run(Path directory, String... arguments) throws Exception {
        return start(directory, arguments).end();
    }

    /** As Ctrl-C does it: SIGINT. */
    KsailProcess signal(String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
        return this;
    }

    Process process() {
        return process;
    }

    Result end() throws Exception {
        if (!process.waitFor(180, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("ksail did not end: " + Files.readString(err));
        }
        Result result = new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        assertThat(result.out() + result.err())
                .as("no escape codes and carriage returns where there is no terminal")
                .doesNotContain("\u001b", "\r");
        return result;
    }
}
