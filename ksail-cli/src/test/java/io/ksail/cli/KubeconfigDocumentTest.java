package io.ksail.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What a file looks like before, with k3k-demo merged as the current context, and with it removed again: one resource per
 * way to write a kubeconfig.
 */
class KubeconfigDocumentTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @MethodSource
    void keeps_other_entries_comments_and_order(Path sample, String before, String merged, String removed)
            throws IOException {
        check(before, merged, removed);
    }

    static Stream<Arguments> keeps_other_entries_comments_and_order() throws Exception {
        return samples(text -> text, text -> text);
    }

    @ParameterizedTest
    @MethodSource
    void windows_line_ends_become_those_that_kubectl_writes(Path sample, String before, String merged, String removed)
            throws IOException {
        check(before, merged, removed);
    }

    static Stream<Arguments> windows_line_ends_become_those_that_kubectl_writes() throws Exception {
        return samples(text -> text.replace("\n", "\r\n"), text -> text);
    }

    @ParameterizedTest
    @MethodSource
    void ends_a_last_line_that_was_open(Path sample, String before, String merged, String removed) throws IOException {
        check(before, merged, removed);
    }

    static Stream<Arguments> ends_a_last_line_that_was_open() throws Exception {
        return samples(text -> text.replaceFirst("\n$", ""), text -> text);
    }

    @ParameterizedTest
    @MethodSource
    void needs_no_byte_order_mark(Path sample, String before, String merged, String removed) throws IOException {
        check(before, merged, removed);
    }

    static Stream<Arguments> needs_no_byte_order_mark() throws Exception {
        return samples(text -> "\uFEFF" + text, text -> text);
    }

    private void check(String before, String merged, String removed) throws IOException {
        Path path = SampleKubeconfig.file(directory.resolve("config"), before);
        UserKubeconfig file = new UserKubeconfig(path);
        file.merge(SampleKubeconfig.named("k3k-demo"), true);
        assertThat(Files.readString(path)).isEqualTo(merged);
        file.merge(SampleKubeconfig.named("k3k-demo"), true);
        assertThat(Files.readString(path)).as("merged twice").isEqualTo(merged);
        assertThat(file.remove("k3k-demo")).isTrue();
        assertThat(Files.readString(path)).isEqualTo(removed);
        assertThat(directory).isDirectoryContaining(path::equals).isDirectoryNotContaining(any -> !any.equals(path));
    }

    private static Stream<Arguments> samples(UnaryOperator<String> before, UnaryOperator<String> after)
            throws IOException, URISyntaxException {
        Path samples = Path.of(KubeconfigDocumentTest.class
                .getResource("kubeconfig/replaced.txt")
                .toURI());
        try (Stream<Path> files = Files.list(samples.getParent())) {
            return files.sorted().map(file -> sample(file, before, after)).toList().stream();
        }
    }

    private static Arguments sample(Path file, UnaryOperator<String> before, UnaryOperator<String> after) {
        try {
            String[] parts = Files.readString(file).split("(?m)^==== .*\n");
            return Arguments.of(file, before.apply(parts[1]), after.apply(parts[2]), after.apply(parts[3]));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /**
     * Go and Java don't agree on what all of these are, so they have to stay as they are. Those that the library would put in
     * quotes are reason to leave the file alone.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0123",
                "08",
                "-01",
                "5' x",
                "0o17",
                "0x1F",
                "0b11",
                "1e3",
                "1E+3",
                "1_000",
                "12:30:45",
                "1.0",
                ".5",
                "+1",
                "-0",
                ".inf",
                ".NaN",
                "123456789012345678901234567890",
                "yes",
                "No",
                "on",
                "OFF",
                "y",
                "true",
                "False",
                "~",
                "null",
                "NULL",
                "2001-01-01",
                "2001-12-14t21:59:43.10-05:00",
                "=",
                "<<",
                "a: b",
                "-a",
                "a#b",
                "*",
                "@",
                "%",
                "",
                " a ",
                "a\\b",
                "a\"b",
                "it's",
                "[a]",
                "a, b",
                "ünï😀",
                "c2VjcmV0Cg=="
            })
    void means_the_same_in_each_style_and_is_quoted_as_before(String value) throws IOException {
        String doubled = "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        String single = "'" + value.replace("'", "''") + "'";
        for (String written : List.of(value, single, doubled)) {
            for (String place : List.of("v: %s\n", "users:\n- name: a\n  user:\n    token: %s\n", "b: [{v: %s}]\n")) {
                String before = place.formatted(written);
                try {
                    load(before);
                } catch (MarkedYAMLException notPlain) {
                    continue;
                }
                if (written.matches("0[0-9]+") || place.contains("[") && written.matches("[0-9]+.*:.*")) {
                    assertThatThrownBy(() -> merged(before))
                            .as(before)
                            .hasMessageContaining("can't be changed without changing others");
                    assertThat(directory.resolve("config")).content().isEqualTo(before);
                    continue;
                }
                String after = merged(before);
                assertThat(load(after).toString()).as(before).startsWith(firstOf(load(before)));
                assertThat(after.replace(" !!null ''", ""))
                        .as(before)
                        .contains(written.isEmpty() ? "" : ": " + written.replaceAll("^ +| +$", ""))
                        .doesNotContain("!");
            }
        }
    }

    private static String firstOf(Map<String, Object> map) {
        String all = map.toString();
        return all.substring(0, all.length() - (all.endsWith("]}") ? 2 : 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v: !!str 123\n",
                "v: !!binary aGk=\n",
                "v: !!int '5'\n",
                "v: !!set {x, y}\n",
                "v: {a: , b: }\n",
                "v: !!float 1\n",
                "v: !!null ''\n",
                "? v\n",
                "v: |\n  a\n\n  b\n",
                "v: |+\n  a\n\n",
                "v: |2-\n   a\n",
                "v: >\n  a\n  b\n\n   c\n",
                "v: 'a\n\n  b'\n",
                "v: \"a \\\n  b\\t\\x41\"\n",
                "v: a\n  b\n",
                "{v: 'a\n\n , b'}"
            })
    void means_the_same_with_tags_and_over_lines(String before) throws IOException {
        assertThat(load(merged(before))).containsEntry("v", load(before).get("v"));
    }

    /** What an alias leads to stays, also where the entry with its anchor goes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "contexts: &a []\nb: *a\n", "users: [&a {name: k3k-demo}]\nb: *a\n", "b: &a\n- name: x\nusers: *a\n",
                "b: &a []\nusers: *a\n", "b: &b\n  users: [{name: x}]\n<<: *b\n", "b: &a\n  c: *a\n",
                "b: [&a 1, *a, &a 2, *a]\n"
            })
    void keeps_what_aliases_lead_to(String before) throws IOException {
        String after = merged(before);
        assertThat(String.valueOf(load(after).get("b")))
                .isEqualTo(String.valueOf(load(before).get("b")));
        assertThat(load(after).get("users").toString())
                .contains("name=k3k-demo")
                .contains(before.contains("name: x") ? "{name=x}, " : "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'users: [ # mine\n  ]\n'                  | '# mine\nusers:\n- name: k3k-demo\n'",
                "'# a\n--- # b\nb: 1\n...\n# mine\n'       | '# a\n# b\n# mine\nb: 1\n'",
                "'a: &b 1\nc: *b # mine\n'                 | '# mine\na: &b 1\nc: *b\n'"
            })
    void puts_comments_on_top_that_can_not_stay_where_they_are(String before, String after) throws IOException {
        assertThat(merged(before)).startsWith(after).containsOnlyOnce("# mine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# up\n- name: k3k-demo # mine\n  user: {} # mine\n# low\n",
                "- name: a\n# up\n- {name: k3k-demo} # mine\n# low\n- {name: b} # b\n",
                "- name: k3k-demo\n  # up\n  user: # mine\n    # low\n    token: |\n      # text\n- name: a # b\n"
            })
    void comments_of_an_entry_that_goes_move_to_the_top(String users) throws IOException {
        Path path = SampleKubeconfig.file(directory.resolve("config"), """
                contexts:
                - {name: k3k-demo, context: {cluster: x, user: k3k-demo}}
                users:
                """ + users);
        List<String> comments = Pattern.compile("# (up|mine|low|b)$", Pattern.MULTILINE)
                .matcher(users)
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(new UserKubeconfig(path).remove("k3k-demo")).isTrue();
        assertThat(Files.readString(path)).startsWith("# up\n# mine\n").doesNotContain("k3k-demo", "# text");
        assertThat(Files.readString(path).lines().map(line -> line.replaceFirst(".*#", "#")))
                .filteredOn(line -> line.startsWith("#"))
                .containsExactlyInAnyOrderElementsOf(comments);
        assertThat(load(Files.readString(path)).get("users").toString())
                .isEqualTo(load("users:\n" + users)
                        .get("users")
                        .toString()
                        .replaceAll("\\{name=k3k-demo[^}]*}+(, )?", ""));
    }

    private String merged(String before) throws IOException {
        Path path = SampleKubeconfig.file(directory.resolve("config"), before);
        new UserKubeconfig(path).merge(SampleKubeconfig.named("k3k-demo"), false);
        return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    }

    private static Map<String, Object> load(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }
}
