package io.ksail.kubeconfig.file;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a file looks like before, with k3k-demo merged as the current context, and with it removed again: one resource per
 * way to write a kubeconfig.
 */
class KubeconfigEditsTest {

    private static final List<String> MAY_END_IN_OTHER_WAYS = List.of("comments-only.txt");

    @TempDir
    Path directory;

    @ParameterizedTest
    @MethodSource
    void changes_nothing_but_the_entries(Path sample, String before, String merged, String removed) throws IOException {
        check(before, merged, removed);
    }

    static Stream<Arguments> changes_nothing_but_the_entries() throws Exception {
        return samples(text -> text);
    }

    @ParameterizedTest
    @MethodSource
    void keeps_windows_line_ends(Path sample, String before, String merged, String removed) throws IOException {
        check(before, merged, removed);
    }

    static Stream<Arguments> keeps_windows_line_ends() throws Exception {
        return samples(text -> text.replace("\n", "\r\n"));
    }

    @ParameterizedTest
    @MethodSource
    void does_not_end_a_last_line_that_was_open(Path sample, String before, String merged, String removed)
            throws IOException {
        check(before, merged, removed);
    }

    static Stream<Arguments> does_not_end_a_last_line_that_was_open() throws Exception {
        return samples(text -> text.replaceFirst("\n$", ""))
                .filter(sample -> !MAY_END_IN_OTHER_WAYS.contains(
                        ((Path) sample.get()[0]).getFileName().toString()));
    }

    @ParameterizedTest
    @MethodSource
    void keeps_a_byte_order_mark(Path sample, String before, String merged, String removed) throws IOException {
        check(before, merged, removed);
    }

    static Stream<Arguments> keeps_a_byte_order_mark() throws Exception {
        return samples(text -> "\uFEFF" + text);
    }

    private void check(String before, String merged, String removed) throws IOException {
        Path path = SampleKubeconfig.file(directory.resolve("config"), before);
        KubeconfigFile file = KubeconfigFile.at(path);
        file.merge(SampleKubeconfig.named("k3k-demo"), true);
        assertThat(Files.readString(path)).isEqualTo(merged);
        file.merge(SampleKubeconfig.named("k3k-demo"), true);
        assertThat(Files.readString(path)).as("merged twice").isEqualTo(merged);
        assertThat(file.remove("k3k-demo")).isTrue();
        assertThat(Files.readString(path)).isEqualTo(removed);
        assertThat(directory).isDirectoryContaining(path::equals).isDirectoryNotContaining(any -> !any.equals(path));
    }

    private static Stream<Arguments> samples(UnaryOperator<String> variant) throws IOException, URISyntaxException {
        Path samples = Path.of(
                        KubeconfigEditsTest.class.getResource("replaced.txt").toURI())
                .getParent();
        try (Stream<Path> files = Files.list(samples)) {
            return files
                    .filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .map(file -> sample(file, variant))
                    .toList()
                    .stream();
        }
    }

    private static Arguments sample(Path file, UnaryOperator<String> variant) {
        try {
            String[] parts = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("(?m)^==== .*\n");
            return Arguments.of(file, variant.apply(parts[1]), variant.apply(parts[2]), variant.apply(parts[3]));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
