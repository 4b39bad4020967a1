package io.ksail.internal.yaml;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What kubectl makes of YAML and JSON, and what is refused because kubectl would change it without a word. */
class KubernetesYamlTest {

    @ParameterizedTest
    @MethodSource("scalars")
    void a_value_is_what_it_is_to_kubectl(String written, Object value) {
        assertThat(KubernetesYaml.documents("a: " + written + "\n"))
                .singleElement()
                .isInstanceOfSatisfying(
                        Map.class, fields -> assertThat(fields.get("a")).isEqualTo(value));
    }

    static Stream<Arguments> scalars() {
        return Stream.of(
                arguments("0400", 256),
                arguments("0o400", 256),
                arguments("0888", 888),
                arguments("-017", -15),
                arguments("0x1F", 31),
                arguments("0b101", 5),
                arguments("-0b101", -5),
                arguments("+12", 12),
                arguments("0", 0),
                arguments("1_000", 1000),
                arguments("_1", "_1"),
                arguments("1e3", 1000),
                arguments("3.0", 3),
                arguments("1.10", 1.1),
                arguments(".5", 0.5),
                arguments("5.", 5),
                arguments("-1.5E-3", -0.0015),
                arguments("1e30", 1e30),
                arguments("1e20", 1e20),
                arguments("1e999", "1e999"),
                arguments("9223372036854775807", Long.MAX_VALUE),
                arguments("-9223372036854775808", Long.MIN_VALUE),
                arguments("2147483648", 2147483648L),
                arguments("yes", true),
                arguments("Yes", true),
                arguments("on", true),
                arguments("y", true),
                arguments("NO", false),
                arguments("off", false),
                arguments("n", false),
                arguments("yEs", "yEs"),
                arguments("'yes'", "yes"),
                arguments("\"0400\"", "0400"),
                arguments("~", null),
                arguments("", null),
                arguments("Null", null),
                arguments("nULL", "nULL"),
                arguments("2001-12-14", "2001-12-14"),
                arguments("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
                arguments("22:22", "22:22"),
                arguments("1.2.3", "1.2.3"),
                arguments("1Gi", "1Gi"),
                arguments("0x", "0x"),
                arguments("!!str 0400", "0400"),
                arguments("!!str yes", "yes"),
                arguments("!!int '12'", 12),
                arguments("!!float 1", 1),
                arguments("!!bool 'yes'", true),
                arguments("!!null ''", null),
                arguments("!!binary aGVsbG8=", "hello"),
                arguments("!Mine 5", "5"),
                arguments("!!timestamp 2001-12-14", "2001-12-14"),
                arguments("=", "="));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: 123456789012345678901234567890 | line 1, column 4: 123456789012345678901234567890 is a larger number",
                "a: 9223372036854775808 | is a larger number than Kubernetes has (64 bits)",
                "a: 0xFFFFFFFFFFFFFFFF | is a larger number",
                "a: 3.14159265358979323846 | is a number with more digits than Kubernetes keeps",
                "a: .inf | .inf is no number that JSON has",
                "a: -.Inf | is no number that JSON has",
                "a: .NaN | is no number that JSON has",
                "1.10: a | line 1, column 1: the name 1.10 is no text, and kubectl would make '1.1' of it",
                "on: a | the name on is no text, and kubectl would make 'true' of it",
                "y: a | the name y is no text",
                "0400: a | the name 0400 is no text, and kubectl would make '256' of it",
                "'~: a' | line 1, column 1: a name is missing",
                "? [a] : b | line 1, column 3: a name that is not plain text",
                "'{a: 1, b: 2, a: 3}' | line 1, column 14: 'a' is given twice; the first is in line 1",
                "{1: a, '1': b} | '1' is given twice",
                "a: &a [*a] | an alias in the value that it stands for",
                "a: *b | line 1, column 4: an alias ('*name') of nothing",
                "<<: 5 | '<<' takes fields",
                "a: !!int b | line 1, column 4: a value that is not what its tag says",
                "a: !!binary '%' | a value that is not what its tag says"
            })
    void what_kubectl_would_change_or_lose_is_said(String text, String seen) {
        assertSaid(text, seen);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_mistake_has_its_place_and_its_reason(String text, String seen) {
        assertSaid(text, seen);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments("a:\n\tb: 1\n", "line 2, column 1: a tab where YAML takes only spaces"),
                arguments("a: b: c\n", "line 1, column 5: a ':' that can't be here"),
                arguments("a: 1\nb: \"c\nd: 2\n", "line 2, column 4: a quote that is never closed"),
                arguments("a: 1\nb\nc: 2\n", "line 2, column 1: a name without ':'"),
                arguments("a: [1\n", "line 1, column 4: a '[' without its ']'"),
                arguments("a: {b: 1\n", "line 1, column 4: a '{' without its '}'"),
                arguments("a: 1\n b: 2\n", "line 2, column 3: a ':' that can't be here"),
                arguments("a: @b\n", "line 1, column 4: a value can't begin with this character"),
                arguments("a: 1\n---\nb: [1\n", "line 3, column 4: a '[' without its ']'"),
                arguments("a: 1\nb: \u0007\n", "line 2, column 4: holds the character U+0007"),
                arguments("{\"a\": 1}\n{\"b\": 2,, \"c\": 3}\n", "line 2, column 9: "),
                arguments("{\"a\": 1} {\"b\" 2}\n", "line 1, column 1"),
                arguments("a:\n  b: \"c\nd\"<<: e\n", "line 3, column 3: this is not YAML"),
                arguments("a: !!b c\n", "line 1, column 4: this is not YAML"),
                arguments("*a : b\n", "line 1, column 1: an alias ('*name') of nothing"),
                arguments("[".repeat(20_000), "it is nested more than 500 deep"),
                arguments("{\"a\":".repeat(20_000), "it is nested more than 500 deep"));
    }

    @Test
    void aliases_that_grow_without_end_are_refused() {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            String alias = "*a" + (i - 1);
            text.append(
                    "a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", java.util.Collections.nCopies(10, alias))));
        }
        assertSaid(text.toString(), "its aliases make more than 2000000 values");
    }

    @Test
    void merge_keys_are_followed_and_what_is_written_out_wins() {
        assertThat(KubernetesYaml.documents("""
                        base: &base {a: 1, b: 1}
                        more: &more {b: 2, c: 2}
                        one: {<<: *base, b: 3}
                        two: {b: 4, <<: *base}
                        list: {<<: [*more, *base], d: 5}
                        "quoted": {'<<': 6}
                        """)).singleElement().isInstanceOfSatisfying(Map.class, fields -> {
            assertThat(fields.get("one")).isEqualTo(Map.of("a", 1, "b", 3));
            assertThat(fields.get("two")).isEqualTo(Map.of("a", 1, "b", 4));
            assertThat(fields.get("list")).isEqualTo(Map.of("a", 1, "b", 2, "c", 2, "d", 5));
            assertThat(fields.get("quoted")).isEqualTo(Map.of("<<", 6));
        });
    }

    @ParameterizedTest
    @MethodSource("streams")
    void no_document_is_dropped(String text, List<Object> documents) {
        assertThat(KubernetesYaml.documents(text).stream()
                        .filter(java.util.Objects::nonNull)
                        .toList())
                .isEqualTo(documents);
    }

    static Stream<Arguments> streams() {
        Object a = Map.of("a", 1);
        Object b = Map.of("b", 2);
        return Stream.of(
                arguments("", List.of()),
                arguments("# only a comment\n", List.of()),
                arguments("---\n---\nnull\n---\n~\n...\n", List.of()),
                arguments("a: 1\n---\nb: 2\n", List.of(a, b)),
                arguments("a: 1\n--- # two\nb: 2\n", List.of(a, b)),
                arguments("---\na: 1\n---\n\n---\nb: 2\n---\n", List.of(a, b)),
                arguments("\uFEFFa: 1\r\n---\r\nb: 2\r\n", List.of(a, b)),
                arguments("{\"a\": 1}\n{\"b\": 2}\n", List.of(a, b)),
                arguments("{\"a\":1}{\"b\":2}", List.of(a, b)),
                arguments("\n  {\n\t\"a\": 1\n}\n\n{\"b\": 2}\n", List.of(a, b)),
                arguments("{\"a\": 1}\n---\nb: 2\n", List.of(a, b)),
                arguments("a: 1\n---\n{\"b\": 2}\n{\"a\": 1}\n", List.of(a, b, a)),
                arguments("{\"a\": 1}\n---\n{\"b\": 2}\n", List.of(a, b)),
                arguments("{\"a\": \"}{\\\"\"}\n{\"b\": 2}", List.of(Map.of("a", "}{\""), b)),
                arguments(
                        "{\"a\":\n\t[1,\n\t\t\"\\t\\u00e9\\/\"]}", List.of(Map.of("a", Arrays.asList(1, "\t\u00e9/")))),
                arguments("[{\"a\": 1}]", List.of(List.of(a))),
                arguments("a: |\n  x\n   ---\n  y\n", List.of(Map.of("a", "x\n ---\ny\n"))),
                arguments("text\n", List.of("text")));
    }

    @Test
    void a_text_without_quotes_can_be_had_as_it_is_written() {
        assertThat(KubernetesYaml.asWritten("a: 1.10\nb: yes\nc: 0400\n1.10: x\non: z\nd: [.inf, ~]\n"))
                .hasValueSatisfying(
                        root -> assertThat(root).hasToString("{a=1.10, b=yes, c=0400, 1.10=x, on=z, d=[.inf, null]}"));
        assertThatExceptionOfType(YamlMistake.class)
                .isThrownBy(() -> KubernetesYaml.asWritten("a: 1\n---\nb: 1\n"))
                .satisfies(mistake -> assertThat(mistake.seen()).contains("the file has 2 documents"));
        assertThat(KubernetesYaml.asWritten("# nothing\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE"})
    void utf_16_is_said_to_be_that(String charset) {
        assertNoText("apiVersion: v1\n".getBytes(Charset.forName(charset)), "it is UTF-16 text");
    }

    @Test
    void what_is_no_text_is_said_to_be_that() throws KubernetesYaml.NotText {
        assertNoText(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0}, "it is a binary file");
        assertNoText("name: M\u00fcller\n".getBytes(StandardCharsets.ISO_8859_1), "it is not UTF-8 text");
        assertThat(KubernetesYaml.text("\uFEFFa".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("a");
        assertThat(KubernetesYaml.text(new byte[0])).isEmpty();
    }

    private static void assertNoText(byte[] bytes, String seen) {
        assertThatExceptionOfType(KubernetesYaml.NotText.class)
                .isThrownBy(() -> KubernetesYaml.text(bytes))
                .withMessage(seen);
    }

    private static void assertSaid(String text, String seen) {
        assertThatExceptionOfType(YamlMistake.class)
                .isThrownBy(() -> KubernetesYaml.documents(text))
                .satisfies(mistake -> assertThat(mistake.seen()).contains(seen).hasLineCount(1))
                .satisfies(mistake -> assertThat(mistake.remedy()).isNotBlank());
    }
}
