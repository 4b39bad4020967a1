package io.ksail.internal.yaml;

import io.ksail.internal.yaml.YamlNode.Documents;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * YAML and JSON as kubectl, Helm and kind read them: {@code 0400} is octal, {@code yes} is true, {@code <<} merges, and
 * several JSON objects may follow one another. Stricter than they are where they would lose or change something without a
 * word: a name that is given twice, a number that would become another one.
 */
public final class KubernetesYaml {

    private static final int LOOKED_AT = 1024;

    /**
     * A value without quotes that is a number or a switch, where it has to be text.
     *
     * @param text what was written
     * @param value what it is to YAML: an Integer, Long, Double or Boolean
     */
    public record PlainScalar(String text, Object value) {

        /** What was written. */
        @Override
        public String toString() {
            return text;
        }
    }

    private KubernetesYaml() {}

    /**
     * All documents of a file, with values as they are sent to an API server.
     *
     * @param text the file
     * @return a value each: Map, List, String, Integer, Long, Double, Boolean; null for one that is empty
     * @throws YamlMistake if it is no YAML, or would not be what it says
     */
    public static List<@Nullable Object> documents(String text) {
        return values(text, false);
    }

    /**
     * All documents of a file whose texts may stand without quotes.
     *
     * @param text the file
     * @return a value each, with {@link PlainScalar} for numbers and switches; null for one that is empty
     * @throws YamlMistake if it is no YAML
     */
    public static List<@Nullable Object> allAsWritten(String text) {
        return values(text, true);
    }

    /**
     * The one document of a file whose texts may stand without quotes, and are what is written then.
     *
     * @param text the file
     * @return its value, with {@link PlainScalar} for numbers and switches; empty if there is nothing in it
     * @throws YamlMistake if it is no YAML, or more than one document
     */
    public static Optional<Object> asWritten(String text) {
        List<Object> documents =
                values(text, true).stream().filter(Objects::nonNull).toList();
        if (documents.size() > 1) {
            throw new YamlMistake(
                    YamlNode.Position.START,
                    "the file has %d documents".formatted(documents.size()),
                    "leave one of them");
        }
        return documents.stream().findFirst();
    }

    /**
     * The nodes of a file, be it YAML or JSON.
     *
     * @param given the file
     * @param deepest how deep it may be nested
     * @return its documents
     */
    public static Documents read(String given, int deepest) {
        String text = withoutMark(given);
        Documents read = new NodeReader(text, 0, 0, deepest).read();
        List<Piece> pieces = read.mistake().isPresent() ? Piece.of(text) : List.of();
        if (pieces.isEmpty()) {
            return read;
        }
        List<YamlNode> documents = new ArrayList<>();
        for (Piece piece : pieces) {
            Documents part = new NodeReader(piece.text(), piece.line(), piece.column(), deepest).read();
            documents.addAll(part.documents());
            if (part.mistake().isPresent()) {
                return new Documents(documents, part.begun(), part.mistake());
            }
        }
        return new Documents(documents, Optional.empty(), Optional.empty());
    }

    /**
     * The text of a file.
     *
     * @param bytes what is in it
     * @return its text, without the mark that some editors put in front of it
     * @throws NotText if it is something else than text in UTF-8
     */
    public static String text(byte[] bytes) throws NotText {
        boolean hasZeros =
                new String(bytes, 0, Math.min(bytes.length, LOOKED_AT), StandardCharsets.ISO_8859_1).indexOf('\0') >= 0;
        if (isUtf16(bytes) || hasZeros) {
            throw new NotText(isUtf16(bytes) ? "it is UTF-16 text" : "it is a binary file");
        }
        try {
            return withoutMark(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new NotText("it is not UTF-8 text");
        }
    }

    /** What a file is that is no text in UTF-8. */
    public static final class NotText extends Exception {

        private static final long serialVersionUID = 1L;

        NotText(String seen) {
            super(seen);
        }
    }

    /** With its mark, or without one: every other byte of what is mostly ASCII is zero. */
    private static boolean isUtf16(byte[] bytes) {
        if (bytes.length < 4) {
            return false;
        }
        int mark = (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF;
        boolean alternates = (bytes[0] == 0) != (bytes[1] == 0)
                && (bytes[0] == 0) == (bytes[2] == 0)
                && (bytes[1] == 0) == (bytes[3] == 0);
        return mark == 0xFEFF || mark == 0xFFFE || alternates;
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static List<@Nullable Object> values(String text, boolean asWritten) {
        Documents read = read(text, YamlNode.DEEPEST);
        GoValues values = new GoValues(asWritten);
        List<@Nullable Object> documents = new ArrayList<>();
        read.documents().forEach(document -> documents.add(values.of(document)));
        read.mistake().ifPresent(mistake -> {
            throw mistake;
        });
        return documents;
    }

    /**
     * A part that the parser takes by itself of a file with JSON that it does not take: objects one after the other, or tabs
     * in them.
     *
     * @param line lines before it
     * @param column columns before it in its first line
     */
    private record Piece(int line, int column, String text) {

        private static final Pattern SEPARATOR = Pattern.compile("(?md)^---(?=\\s|\\z)");

        /** The parts; none if no document of the file is JSON. */
        static List<Piece> of(String file) {
            List<Piece> pieces = new ArrayList<>();
            boolean hasJson = file.lines().anyMatch(one -> one.stripLeading().startsWith("{"));
            Matcher separator = SEPARATOR.matcher(file);
            int from = hasJson ? 0 : file.length();
            while (from < file.length()) {
                int begin = from;
                while (begin < file.length() && Character.isWhitespace(file.charAt(begin))) {
                    begin++;
                }
                if (file.startsWith("{", begin)) {
                    StringBuilder object = new StringBuilder();
                    from = read(file, begin, object);
                    pieces.add(at(file, begin, object.toString()));
                } else {
                    int end = separator.find(from) ? separator.start() : file.length();
                    if (begin < end) {
                        pieces.add(at(file, from, file.substring(from, end)));
                    }
                    from = end + 3;
                }
            }
            return pieces;
        }

        /** One whole object, with blanks instead of the tabs between its tokens; gives where it ends. */
        private static int read(String file, int begin, StringBuilder object) {
            int at = begin;
            int depth = 0;
            boolean quoted = false;
            do {
                char c = file.charAt(at);
                if (quoted && c == '\\' && at + 1 < file.length()) {
                    // The parser has all escapes of JSON but one, which stands for itself.
                    object.append(file.charAt(at + 1) == '/' ? "" : "\\");
                    c = file.charAt(++at);
                } else if (c == '"') {
                    quoted = !quoted;
                } else if (!quoted) {
                    depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
                    c = c == '\t' ? ' ' : c;
                }
                object.append(c);
                at++;
            } while (at < file.length() && depth > 0);
            return at;
        }

        private static Piece at(String file, int begin, String text) {
            String before = file.substring(0, begin);
            int line = (int) before.chars().filter(c -> c == '\n').count();
            return new Piece(line, begin - before.lastIndexOf('\n') - 1, text);
        }
    }
}
