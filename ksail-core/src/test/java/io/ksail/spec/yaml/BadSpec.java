package io.ksail.spec.yaml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A spec with mistakes and the whole message it gets, as a file in {@code src/test/resources/io/ksail/spec/bad} has it:
 *
 * <pre>
 * === title
 * the file
 * --- says
 * the message
 * </pre>
 *
 * <p>A first line {@code …} stands for {@link #HEAD}, eight lines without mistakes; {@code →} stands for a tab, {@code
 * ␀} for the character 0 and {@code ␛} for Escape.
 */
record BadSpec(Path file, String title, String written, String message) {

    static final Path DIRECTORY = Path.of("src/test/resources/io/ksail/spec/bad");

    static final String HEAD = """
            apiVersion: ksail.io/v1alpha1
            kind: Cluster
            metadata:
              name: demo
            spec:
              cluster:
                distribution: K3s
                provider: Kubernetes
            """;

    private static final String CASE = "=== ";
    private static final String SAYS = "--- says\n";

    static List<BadSpec> all() {
        return files().stream().flatMap(file -> in(file).stream()).toList();
    }

    static List<Path> files() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<BadSpec> in(Path file) {
        String[] cases = ("\n" + text(file)).split("\n" + CASE, -1);
        List<BadSpec> specs = new ArrayList<>();
        Arrays.stream(cases).skip(1).forEach(text -> {
            int title = text.indexOf('\n');
            int says = text.indexOf(SAYS);
            String written = text.substring(title + 1, says < 0 ? text.length() : says);
            String message =
                    says < 0 ? "" : text.substring(says + SAYS.length()).stripTrailing();
            specs.add(new BadSpec(file, text.substring(0, title), written, message));
        });
        return specs;
    }

    static String preamble(Path file) {
        String text = text(file);
        return text.substring(0, text.indexOf(CASE));
    }

    static String render(String preamble, List<BadSpec> specs) {
        return preamble
                + specs.stream()
                        .map(spec -> CASE + spec.title + "\n" + spec.written + SAYS + spec.message + "\n")
                        .collect(Collectors.joining("\n"));
    }

    BadSpec saying(String actual) {
        return new BadSpec(file, title, written, actual);
    }

    /** The file that is read. */
    String yaml() {
        return written.replaceFirst("^…\n", HEAD)
                .replace("→", "\t")
                .replace("␀", "\0")
                .replace("␛", "\33");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return file.getFileName() + ": " + title;
    }
}
