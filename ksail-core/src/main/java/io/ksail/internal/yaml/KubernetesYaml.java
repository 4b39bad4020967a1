package io.ksail.internal.yaml;

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

    private KubernetesYaml() {}

    /**
     * All documents of a file, with values as they are sent to an API server.
     *
     * @param text the file
     * @return a value each: Map, List, String, Integer, Long, Double, Boolean; null for one that is empty
     * @throws YamlMistake if it is no YAML, or would not be what it says
     */
    public static List<@Nullable Object> documents(String text) {
        return read(text, false);
    }

    /**
     * All documents of a file whose texts may stand without quotes.
     *
     * @param text the file
     * @return a value each, with {@link PlainScalar} for numbers and switches; null for one that is empty
     * @throws YamlMistake if it is no YAML
     */
    public static List<@Nullable Object> allAsWritten(String text) {
        return read(text, true);
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
                read(text, true).stream().filter(Objects::nonNull).toList();
        if (documents.size() > 1) {
            throw new YamlMistake(1, 1, "the file has %d documents".formatted(documents.size()), "leave one of them");
        }
        return documents.stream().findFirst();
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

    private static List<@Nullable Object> read(String given, boolean asWritten) {
        String text = withoutMark(given);
        try {
            return new NodeReader(text, 0, 0, asWritten).documents();
        } catch (YamlMistake e) {
            List<JsonPieces.Piece> pieces = JsonPieces.of(text);
            if (pieces.isEmpty()) {
                throw e;
            }
            List<@Nullable Object> documents = new ArrayList<>();
            pieces.forEach(piece -> documents.addAll(
                    new NodeReader(piece.text(), piece.line(), piece.column(), asWritten).documents()));
            return documents;
        }
    }
}
