package io.ksail.spec.yaml;

import io.ksail.internal.yaml.YamlNode.Position;
import io.ksail.spec.InvalidSpecException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The text of a file and the name it is known by. */
record SourceText(String name, String text, List<String> lines) {

    /** Far more than any specification needs, and little enough to be read in no time. */
    static final int LARGEST_BYTES = 64 * 1024;

    private static final int EXCERPT_WIDTH = 100;

    static SourceText of(String name, String text) {
        return new SourceText(name, text, text.lines().toList());
    }

    /**
     * Reads at most {@link #LARGEST_BYTES} of UTF-8.
     *
     * @throws InvalidSpecException if there are more, or they are not text
     */
    static SourceText read(String name, InputStream input) throws IOException {
        byte[] bytes = input.readNBytes(LARGEST_BYTES + 1);
        if (bytes.length > LARGEST_BYTES) {
            throw new InvalidSpecException(
                    "%s can't be used".formatted(name),
                    "it is larger than %d KiB, so it is no ksail.yaml".formatted(LARGEST_BYTES / 1024),
                    "name the right file");
        }
        CharBuffer text = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), text, true);
        SourceText source = of(name, withoutByteOrderMark(text.flip().toString()));
        Diagnostics diagnostics = new Diagnostics(source);
        if (result.isError()) {
            diagnostics.add(source.end(), "is not UTF-8 text from here on", "save the file as UTF-8");
        }
        source.rejectControlCharacters(diagnostics);
        diagnostics.throwIfAny();
        return source;
    }

    private void rejectControlCharacters(Diagnostics diagnostics) {
        for (int line = 0; line < lines.size(); line++) {
            String text = lines.get(line);
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (Character.isISOControl(c) && c != '\t' || c == '\uFFFE' || c == '\uFFFF') {
                    diagnostics.add(
                            new Position(line + 1, i + 1),
                            "holds the character U+%04X, which text files don't hold".formatted((int) c),
                            "remove it; if the file is not text, name the right file");
                    return;
                }
            }
        }
    }

    /** Whether a character is at a place. */
    boolean startsWith(Position position, char expected) {
        if (position.line() > lines.size()) {
            return false;
        }
        String line = lines.get(position.line() - 1);
        int index = index(line, position);
        return index < line.length() && line.charAt(index) == expected;
    }

    /** The line of a place with a mark under it, each ending with a line break; empty when there is no such line. */
    String excerpt(Position position) {
        if (position.line() > lines.size()) {
            return "";
        }
        String line = lines.get(position.line() - 1);
        int column = index(line, position);
        if (line.isBlank()) {
            return "";
        }
        int from = column < EXCERPT_WIDTH ? 0 : column - EXCERPT_WIDTH / 2;
        String shown = Quoted.printable(line.substring(from, Math.min(line.length(), from + EXCERPT_WIDTH)));
        int width = wordLength(shown, column - from);
        String number = Integer.toString(position.line());
        return "%s | %s\n%s | %s%s\n"
                .formatted(
                        indent(number),
                        shown,
                        " ".repeat(indent(number).length()),
                        " ".repeat(column - from),
                        "^".repeat(Math.max(1, width)));
    }

    private static String indent(String number) {
        return " ".repeat(Math.max(0, 5 - number.length())) + number;
    }

    private static int index(String line, Position position) {
        return line.offsetByCodePoints(0, Math.min(position.column() - 1, codePoints(line)));
    }

    private static int codePoints(String line) {
        return line.codePointCount(0, line.length());
    }

    /** How far the quoted or unquoted value reaches that begins at an index. */
    private static int wordLength(String line, int from) {
        if (from >= line.length()) {
            return 1;
        }
        char first = line.charAt(from);
        int end = first == '"' || first == '\'' ? line.indexOf(first, from + 1) + 1 : 0;
        if (end <= 0) {
            end = from;
            while (end < line.length() && " ,]}\t".indexOf(line.charAt(end)) < 0) {
                end++;
            }
            if (end > from + 1 && line.charAt(end - 1) == ':') {
                end--;
            }
        }
        return end - from;
    }

    private Position end() {
        String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        return text.endsWith("\n")
                ? new Position(lines.size() + 1, 1)
                : new Position(Math.max(1, lines.size()), codePoints(last) + 1);
    }

    private static String withoutByteOrderMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
