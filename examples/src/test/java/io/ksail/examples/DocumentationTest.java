package io.ksail.examples;

import io.ksail.examples.Markdown.Block;
import io.ksail.examples.Markdown.Found;
import io.ksail.junit.HelmRelease;
import io.ksail.junit.NestedCluster;
import io.ksail.junit.NestedClusterMatrix;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/** The documentation says what the code says: snippets are compiled, sentences are those thrown, links lead somewhere. */
@DisabledIfSystemProperty(named = "ksail.demo", matches = "true", disabledReason = "shows nothing")
class DocumentationTest {

    private static final Set<String> ALWAYS_FROM_A_FILE = Set.of("java", "xml");

    private static final Markdown REFERENCE = Markdown.read(Markdown.root().resolve("docs/reference.md"));
    private static final Markdown TROUBLESHOOTING =
            Markdown.read(Markdown.root().resolve("docs/troubleshooting.md"));

    @Test
    void every_snippet_is_in_the_file_it_names() {
        assertNone(ours(Markdown::blocks)
                .filter(block -> ALWAYS_FROM_A_FILE.contains(block.language())
                        || !block.source().isEmpty())
                .filter(block -> !isInItsSource(block))
                .map(block -> block.where()
                        + (block.source().isEmpty()
                                ? ": this block needs <!-- snippet: path/of/a/compiled/File --> before it"
                                : ": these lines do not stand together in " + block.source())));
    }

    @Test
    void every_documented_message_is_one_that_the_code_has() {
        Set<String> known = texts(Sentences.inMainSources());
        assertNone(messages()
                .filter(message -> !known.contains(message.text()))
                .map(message -> message.where() + ": no main source says: " + message.text()));
    }

    @Test
    void every_message_of_the_code_is_documented() {
        Set<String> documented = texts(messages().toList());
        assertNone(Sentences.inMainSources().stream()
                .filter(sentence -> !documented.contains(sentence.text()))
                .map(sentence ->
                        sentence.where() + ": docs/troubleshooting.md has no heading `" + sentence.text() + "`"));
    }

    @Test
    void every_relative_link_leads_somewhere() {
        assertNone(Markdown.all().stream().flatMap(markdown -> markdown.links().stream()
                .filter(link -> !link.text().matches("[a-z]+:.*"))
                .filter(link -> !leadsSomewhere(markdown, link.text()))
                .map(link -> link.where() + ": nothing is at " + link.text())));
    }

    @Test
    void the_reference_has_a_row_for_every_attribute() {
        assertNone(Stream.of(NestedCluster.class, NestedClusterMatrix.class, HelmRelease.class)
                .flatMap(annotation -> Arrays.stream(annotation.getDeclaredMethods()))
                .map(Method::getName)
                .filter(attribute -> !inReference("| `" + attribute + "`"))
                .map(attribute -> "docs/reference.md: no row for attribute " + attribute));
    }

    @Test
    void the_reference_names_every_parameter_variable_property_label_and_annotation() {
        assertNone(Sentences.literals("ksail\\.[\\w./-]+|KSAIL_[A-Z_]+").stream()
                .filter(name -> !inReference("`" + name.text() + "`"))
                .map(name -> name.where() + ": docs/reference.md does not name `" + name.text() + "`"));
    }

    @Test
    void every_test_that_the_threat_model_names_is_there() throws IOException {
        Set<String> tests = classes("(\\w+(?:Test|IT))\\.java");
        assertNone(Markdown.read(Markdown.root().resolve("docs/threat-model.md"))
                .everywhere(Pattern.compile("`(\\w+(?:Test|IT))`"))
                .stream()
                .filter(found -> !tests.contains(found.text()))
                .map(found -> found.where() + ": there is no test " + found.text()));
    }

    @Test
    void what_ran_on_what_has_a_row_for_every_integration_test_and_for_no_other_than_tests() throws IOException {
        Set<String> tests = classes("(\\w+(?:Test|IT))\\.(?:java|kt|groovy)");
        List<Found> rows = Markdown.read(Markdown.root().resolve("docs/verification.md"))
                .everywhere(Pattern.compile("^\\| `([^`]+)` \\|"));
        Set<String> named = texts(rows);
        assertNone(Stream.concat(
                rows.stream()
                        .filter(row -> !tests.contains(row.text()))
                        .map(row -> row.where() + ": there is no test " + row.text()),
                classes("(\\w+IT)\\.java").stream()
                        .filter(test -> !named.contains(test))
                        .sorted()
                        .map(test -> "docs/verification.md: no row for " + test)));
    }

    @Test
    void coordinates_have_the_version_of_this_build() {
        String pom = String.join(
                "\n", Markdown.read(Markdown.root().resolve("pom.xml")).lines());
        String version = pom.replaceAll("(?s).*?<artifactId>ksail-parent</artifactId>\\s*<version>([^<]+)<.*", "$1");
        Pattern coordinates = Pattern.compile("io\\.ksail:ksail-[a-z]+:([\\w.-]+)");
        assertNone(Markdown.all().stream()
                .flatMap(markdown -> markdown.everywhere(coordinates).stream())
                .filter(found -> !found.text().equals(version))
                .map(found -> found.where() + ": " + found.text() + ", but the version is " + version));
    }

    /** The first group of a pattern, of every file of the repository that is called so. */
    private static Set<String> classes(String fileName) throws IOException {
        Pattern pattern = Pattern.compile(fileName);
        try (Stream<Path> files = Files.walk(Markdown.root())) {
            return files.map(file -> pattern.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(matcher -> matcher.group(1))
                    .collect(Collectors.toSet());
        }
    }

    private static <T> Stream<T> ours(Function<Markdown, List<T>> part) {
        return Markdown.all().stream()
                .filter(markdown ->
                        Markdown.root().relativize(markdown.file()).toString().matches("[A-Z]+\\.md|docs/.*"))
                .flatMap(markdown -> part.apply(markdown).stream());
    }

    private static boolean isInItsSource(Block block) {
        Path source = Markdown.root().resolve(block.source());
        if (block.source().isEmpty() || !Files.isRegularFile(source)) {
            return false;
        }
        List<String> wanted = comparable(block.lines());
        List<String> there = Markdown.read(source).lines().stream()
                .filter(line -> !line.isBlank())
                .toList();
        return IntStream.rangeClosed(0, there.size() - wanted.size())
                .anyMatch(from ->
                        comparable(there.subList(from, from + wanted.size())).equals(wanted));
    }

    /** Lines without blank ones, and without the indentation that all of them have. */
    private static List<String> comparable(List<String> lines) {
        List<String> filled = lines.stream().filter(line -> !line.isBlank()).toList();
        int indentation = filled.stream()
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        return filled.stream()
                .map(line -> line.substring(indentation).stripTrailing())
                .toList();
    }

    /** In the troubleshooting guide, a heading that is code is a message. */
    private static Stream<Found> messages() {
        return TROUBLESHOOTING.headings().stream()
                .filter(heading -> heading.text().matches("`.+`"))
                .map(heading -> new Found(Sentences.normal(heading.text().replace("`", "")), heading.where()));
    }

    private static Set<String> texts(List<Found> found) {
        return found.stream().map(Found::text).collect(Collectors.toSet());
    }

    private static boolean leadsSomewhere(Markdown from, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? from.file()
                : from.file().getParent().resolve(parts[0]).normalize();
        return Files.exists(target)
                && (parts.length == 1 || Markdown.read(target).anchors().contains(parts[1]));
    }

    private static boolean inReference(String text) {
        return REFERENCE.lines().stream().anyMatch(line -> line.contains(text));
    }

    private static void assertNone(Stream<String> complaints) {
        assertThat(complaints.toList()).isEmpty();
    }
}
