package io.ksail.internal.yaml;

import java.util.ArrayList;
import java.util.List;

/** Takes a file apart that has JSON which the YAML parser does not take: objects one after the other, or tabs in them. */
final class JsonPieces {

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
        return text.startsWith("---", at) && (at + 3 == text.length() || Character.isWhitespace(text.charAt(at + 3)));
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
