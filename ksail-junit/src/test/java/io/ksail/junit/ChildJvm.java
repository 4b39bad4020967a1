package io.ksail.junit;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Another JVM with the class path of the tests, to be killed, or to lack something. */
final class ChildJvm {

    private static final Queue<Process> STARTED = new ConcurrentLinkedQueue<>();

    private final Process process;

    private ChildJvm(Process process) {
        this.process = process;
        STARTED.add(process);
    }

    /** What a test that failed has left running would hold its clusters, and fail the next tests too. */
    static void killAll() throws InterruptedException {
        for (Process process = STARTED.poll(); process != null; process = STARTED.poll()) {
            process.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
        }
    }

    static ChildJvm start(Class<?> main, String... arguments) throws IOException {
        return start(System.getProperty("java.class.path"), Stream.of(), main, arguments);
    }

    /** With one more folder, in front of the class path, and with temporary files of its own. */
    static ChildJvm startWith(Path folder, Path temporaryFiles, Class<?> main, String... arguments) throws IOException {
        return start(
                folder.toAbsolutePath() + File.pathSeparator + System.getProperty("java.class.path"),
                Stream.of("-Djava.io.tmpdir=" + temporaryFiles),
                main,
                arguments);
    }

    /** Without the jars and folders whose path holds one of the given words. */
    static ChildJvm startWithout(Stream<String> words, Class<?> main, String... arguments) throws IOException {
        var unwanted = words.toList();
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> unwanted.stream().noneMatch(entry::contains))
                .collect(Collectors.joining(File.pathSeparator));
        return start(classPath, Stream.of(), main, arguments);
    }

    private static ChildJvm start(String classPath, Stream<String> options, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options.toList());
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        return new ChildJvm(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Reads what the process says until it says a line. */
    void awaitLine(String wanted) throws IOException {
        linesBefore(wanted);
    }

    /** As {@link #awaitLine}, and gives what it has said before. */
    List<String> linesBefore(String wanted) throws IOException {
        BufferedReader output = process.inputReader();
        List<String> said = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals(wanted)) {
                return said;
            }
            said.add(line);
        }
        throw new AssertionError("the process ended without saying " + wanted + ":\n" + String.join("\n", said));
    }

    /** As {@code kill -9} does: nothing in the process gets to run. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
    }

    /** As Ctrl-C does: the process may tidy up. */
    void end() throws InterruptedException {
        tell();
        awaitEnd();
    }

    /** The same, without waiting. */
    void tell() {
        process.destroy();
    }

    void awaitEnd() throws InterruptedException {
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            throw new AssertionError("the process did not end within a minute of being told to");
        }
    }
}
