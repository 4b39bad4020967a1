package io.ksail.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One Markdown file of the repository, as far as tests care: its code blocks, headings and links. */
record Markdown(Path file, List<String> lines) {

    private static final Pattern FENCE = Pattern.compile("\\s*```(\\w*)\\s*");
    private static final Pattern SNIPPET = Pattern.compile("\\s*<!-- snippet: (\\S+) -->\\s*");
    private static final Pattern HEADING = Pattern.compile("^#{1,6} (.+)$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    /** A piece of a file and where it stands. */
    record Found(String text, String where) {}

    /** A code block; its source is empty where none is named. */
    record Block(String language, String source, List<String> lines, String where) {}

    static Markdown read(Path file) {
        try {
            return new Markdown(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every Markdown file of the repository but those that a build has made. */
    static List<Markdown> all() {
        try (Stream<Path> files = Files.walk(root(), 4)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !root().relativize(file).toString().matches("(.*/)?(target|\\.[^/]+)/.*"))
                    .map(Markdown::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path root() {
        Path at = Path.of(System.getProperty("user.dir")).toAbsolutePath();
        while (!Files.isDirectory(at.resolve("docs")) || !Files.exists(at.resolve("mvnw"))) {
            at = at.getParent();
        }
        return at;
    }

    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        String source = "";
        for (int i = 0; i < lines.size(); i++) {
            Matcher snippet = SNIPPET.matcher(lines.get(i));
            Matcher fence = FENCE.matcher(lines.get(i));
            if (snippet.matches()) {
                source = snippet.group(1);
            } else if (fence.matches()) {
                int end = i + 1;
                while (!lines.get(end).strip().equals("```")) {
                    end++;
                }
                blocks.add(new Block(fence.group(1), source, lines.subList(i + 1, end), where(i)));
                i = end;
                source = "";
            } else if (!lines.get(i).isBlank()) {
                source = "";
            }
        }
        return blocks;
    }

    List<Found> headings() {
        return outsideOfBlocks(HEADING);
    }

    List<Found> links() {
        return outsideOfBlocks(LINK);
    }

    /** The names under which the headings are linked to, as GitHub makes them. */
    List<String> anchors() {
        return headings().stream()
                .map(heading -> heading.text()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    /** The first group of every match of a pattern, in code blocks too. */
    List<Found> everywhere(Pattern pattern) {
        return find(pattern, line -> true);
    }

    private List<Found> outsideOfBlocks(Pattern pattern) {
        BitSet inBlock = new BitSet();
        boolean inside = false;
        for (int line = 0; line < lines.size(); line++) {
            inside ^= lines.get(line).strip().startsWith("```");
            inBlock.set(line, inside);
        }
        return find(pattern, line -> !inBlock.get(line));
    }

    private List<Found> find(Pattern pattern, IntPredicate wanted) {
        return IntStream.range(0, lines.size())
                .filter(wanted)
                .boxed()
                .flatMap(line -> pattern.matcher(lines.get(line))
                        .results()
                        .map(match -> new Found(match.group(1).strip(), where(line))))
                .toList();
    }

    private String where(int line) {
        return root().relativize(file) + ":" + (line + 1);
    }
}
