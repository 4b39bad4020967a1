package io.ksail.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sentences that the main sources throw, give as a reason or log as a warning, with … for what varies. */
final class Sentences {

    private static final String VARIES = "…";

    /** What a sentence is the first argument of; the last one is a sentence of the host's that the code knows. */
    private static final Pattern OPENING = Pattern.compile(
            "new (?:[\\w.]+Exception|Problem|Skipped)\\(|(?<!Answer\\.)\\bfailure\\(|LOG\\.warn\\(|\\.startsWith\\(");

    /** What the sentences of the package that reads files are about when they begin with what varies. */
    private static final String FILE = "ksail.yaml";

    private static final String PACKAGE_OF_FILES = "package io.ksail.spec.yaml;";

    private final Path file;
    private final String source;

    private Sentences(Path file, String source) {
        this.file = file;
        this.source = source;
    }

    static List<Markdown.Found> inMainSources() {
        return mainSources().flatMap(sentences -> sentences.all().stream()).toList();
    }

    /** Every string literal of the main sources that matches a pattern. */
    static List<Markdown.Found> literals(String pattern) {
        Pattern literal = Pattern.compile("\"(" + pattern + ")\"");
        return mainSources()
                .flatMap(sentences -> literal.matcher(sentences.source)
                        .results()
                        .map(found -> new Markdown.Found(found.group(1), sentences.where(found.start()))))
                .toList();
    }

    /** Texts of both sides in the form in which they are compared: one line, one … for each run of what varies. */
    static String normal(String text) {
        return text.lines()
                .findFirst()
                .orElse("")
                .replaceAll("%[\\d.]*[sd]|\\{}|…", VARIES)
                .replaceAll("…+", VARIES)
                .strip();
    }

    private static Stream<Sentences> mainSources() {
        return Stream.of("ksail-core", "ksail-testcontainers", "ksail-helm", "ksail-junit", "ksail-cli")
                .map(module -> Markdown.root().resolve(module).resolve("src/main/java"))
                .flatMap(Sentences::javaFiles)
                .map(file -> new Sentences(
                        file, String.join("\n", Markdown.read(file).lines())));
    }

    private static Stream<Path> javaFiles(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Markdown.Found> all() {
        List<Markdown.Found> all = new ArrayList<>();
        Matcher opening = OPENING.matcher(source);
        while (opening.find()) {
            String text = argument(opening.end());
            if (opening.group().startsWith(".")) {
                boolean aSentence = text.contains(" ") && !text.contains(VARIES);
                text = aSentence ? text + " " + VARIES : "";
            }
            if (text.startsWith(VARIES + " ") && source.startsWith(PACKAGE_OF_FILES)) {
                text = text.replaceFirst(VARIES, FILE);
            }
            if (text.matches(".*\\p{L}.*")) {
                all.add(new Markdown.Found(text, where(opening.start())));
            }
        }
        return all;
    }

    /** The text of an argument; one that is a variable's name alone is looked up where the variable gets its value. */
    private String argument(int start) {
        Matcher variable = Pattern.compile("\\s*(\\w+)[,)]").matcher(source).region(start, source.length());
        if (variable.lookingAt()) {
            int declared = source.lastIndexOf("String " + variable.group(1) + " = ", start);
            return declared < 0 ? VARIES : expression(source.indexOf('=', declared) + 1);
        }
        return expression(start);
    }

    private String expression(int start) {
        StringBuilder text = new StringBuilder();
        int at = start;
        while (",;)".indexOf(source.charAt(at)) < 0) {
            char c = source.charAt(at);
            if (c == '"') {
                int end = endOfLiteral(at);
                text.append(source, at + 1, end - 1);
                at = end;
            } else if (c == '(') {
                at = endOfBrackets(at);
            } else if (Character.isJavaIdentifierStart(c)) {
                text.append(source.charAt(at - 1) == '.' ? "" : VARIES);
                while (Character.isJavaIdentifierPart(source.charAt(at))) {
                    at++;
                }
            } else {
                at++;
            }
        }
        return normal(text.toString().replace("\\n", "\n").replace("\\\"", "\""));
    }

    private int endOfLiteral(int start) {
        int at = start + 1;
        while (source.charAt(at) != '"') {
            at += source.charAt(at) == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    private int endOfBrackets(int start) {
        int at = start + 1;
        while (source.charAt(at) != ')') {
            at = switch (source.charAt(at)) {
                case '"' -> endOfLiteral(at);
                case '(' -> endOfBrackets(at);
                default -> at + 1;
            };
        }
        return at + 1;
    }

    private String where(int position) {
        long line = source.substring(0, position).lines().count();
        return Markdown.root().relativize(file) + ":" + Math.max(1, line);
    }
}
