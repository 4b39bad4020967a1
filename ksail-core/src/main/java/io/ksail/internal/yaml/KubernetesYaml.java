package io.ksail.internal.yaml;

import io.ksail.internal.yaml.YamlNode.Documents;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
     * @return its documents
     */
    public static Documents read(String given) {
        String text = withoutMark(given);
        Documents read = new NodeReader(text, 0, 0).read();
        List<JsonPieces.Piece> pieces = read.mistake().isPresent() ? JsonPieces.of(text) : List.of();
        if (pieces.isEmpty()) {
            return read;
        }
        List<YamlNode> documents = new ArrayList<>();
        for (JsonPieces.Piece piece : pieces) {
            Documents part = new NodeReader(piece.text(), piece.line(), piece.column()).read();
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
        Documents read = read(text);
        GoValues values = new GoValues(asWritten);
        List<@Nullable Object> documents = new ArrayList<>();
        read.documents().forEach(document -> documents.add(values.of(document)));
        read.mistake().ifPresent(mistake -> {
            throw mistake;
        });
        return documents;
    }

    /** Takes a file apart that has JSON which the YAML parser does not take: objects one after the other, or tabs in them. */
    private static final class JsonPieces {

        /**
         * A part of the file that the parser takes by itself.
         *
         * @param line lines before it
         * @param column columns before it in its first line
         */
        record Piece(int line, int column, String text) {}

        private final String text;
        private final List<Piece> pieces = new ArrayList<>();
        private final StringBuilder piece = new StringBuilder();
        private int line;
        private int column;
        private int pieceLine;
        private int pieceColumn;

        private JsonPieces(String text) {
            this.text = text;
        }

        /** The parts; none if no document of the file is JSON. */
        static List<Piece> of(String text) {
            boolean hasJson = text.lines().anyMatch(one -> one.stripLeading().startsWith("{"));
            return hasJson ? new JsonPieces(text).split() : List.of();
        }

        private List<Piece> split() {
            int at = 0;
            boolean newDocument = true;
            while (at < text.length()) {
                if (column == 0 && isSeparator(at)) {
                    end();
                    at = skipped(at, 3);
                    end();
                    newDocument = true;
                } else if (newDocument && Character.isWhitespace(text.charAt(at))) {
                    at = taken(at, text.charAt(at));
                } else if (newDocument && text.charAt(at) == '{') {
                    end();
                    at = object(at);
                } else {
                    newDocument = false;
                    at = taken(at, text.charAt(at));
                }
            }
            end();
            return pieces;
        }

        /** One whole object, with blanks instead of the tabs between its tokens. */
        private int object(int from) {
            int at = from;
            int depth = 0;
            boolean quoted = false;
            do {
                char c = text.charAt(at);
                if (quoted && c == '\\' && at + 1 < text.length()) {
                    // The parser has all escapes of JSON but one, which stands for itself.
                    at = text.charAt(at + 1) == '/' ? skipped(at, 1) : taken(at, c);
                    c = text.charAt(at);
                } else if (c == '"') {
                    quoted = !quoted;
                } else if (!quoted) {
                    depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
                    c = c == '\t' ? ' ' : c;
                }
                at = taken(at, c);
            } while (at < text.length() && depth > 0);
            end();
            return at;
        }

        private boolean isSeparator(int at) {
            return text.startsWith("---", at)
                    && (at + 3 == text.length() || Character.isWhitespace(text.charAt(at + 3)));
        }

        private int taken(int at, char c) {
            piece.append(c);
            return skipped(at, 1);
        }

        private int skipped(int at, int count) {
            if (text.charAt(at) == '\n') {
                line++;
                column = 0;
            } else {
                column += count;
            }
            return at + count;
        }

        private void end() {
            if (!piece.toString().isBlank()) {
                pieces.add(new Piece(pieceLine, pieceColumn, piece.toString()));
            }
            piece.setLength(0);
            pieceLine = line;
            pieceColumn = column;
        }
    }
}
