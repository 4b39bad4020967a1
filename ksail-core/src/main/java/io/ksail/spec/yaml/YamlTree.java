package io.ksail.spec.yaml;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.ksail.spec.yaml.YamlNode.Entry;
import io.ksail.spec.yaml.YamlNode.Mapping;
import io.ksail.spec.yaml.YamlNode.Scalar;
import io.ksail.spec.yaml.YamlNode.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the one document of a file into nodes that know their places. Works token by token, so that an alias is never
 * followed and nothing is read that lies deeper than any field.
 */
final class YamlTree {

    private static final YAMLFactory YAML = new YAMLFactory();
    private static final int DEEPEST = 20;

    private final SourceText source;
    private final YAMLParser parser;
    private final Diagnostics diagnostics;

    private YamlTree(SourceText source, YAMLParser parser, Diagnostics diagnostics) {
        this.source = source;
        this.parser = parser;
        this.diagnostics = diagnostics;
    }

    /**
     * Reads the document.
     *
     * @throws io.ksail.spec.InvalidSpecException if it is not YAML, not one document, or nested too deep
     */
    static Mapping read(SourceText source, Diagnostics diagnostics) {
        try (YAMLParser parser = YAML.createParser(source.text())) {
            return new YamlTree(source, parser, diagnostics).document();
        } catch (JsonProcessingException e) {
            new YamlSyntax(source).explain(e, diagnostics);
            diagnostics.throwIfAny();
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Mapping document() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null || first == JsonToken.VALUE_NULL) {
            throw fatal(Position.START, "the file is empty", "begin it with apiVersion: ksail.io/v1alpha1");
        }
        YamlNode root = node(first, 0);
        if (parser.nextToken() != null) {
            throw fatal(position(), "a second document begins here", "put one cluster into one file");
        }
        if (!(root instanceof Mapping mapping)) {
            throw fatal(
                    root.position(),
                    "the file holds %s, not fields".formatted(root.described()),
                    "begin it with apiVersion: ksail.io/v1alpha1");
        }
        return mapping;
    }

    private YamlNode node(JsonToken token, int depth) throws IOException {
        Position position = position();
        rejectReferences(position);
        if (depth > DEEPEST) {
            throw fatal(
                    position,
                    "nested more than %d deep".formatted(DEEPEST),
                    "no field lies that deep; check the indentation");
        }
        return switch (token) {
            case START_OBJECT -> mapping(position, depth);
            case START_ARRAY -> sequence(position, depth);
            case VALUE_NULL -> new Scalar(position, Scalar.Kind.NOTHING, "");
            case VALUE_TRUE, VALUE_FALSE -> new Scalar(position, Scalar.Kind.BOOLEAN, parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Scalar(position, Scalar.Kind.NUMBER, parser.getText());
            default -> new Scalar(position, Scalar.Kind.TEXT, parser.getText());
        };
    }

    private Mapping mapping(Position position, int depth) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Map<String, Position> seen = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            Position keyPosition = position();
            rejectReferences(keyPosition);
            YamlNode value = node(parser.nextToken(), depth + 1);
            Position before = seen.putIfAbsent(key, keyPosition);
            if (key.equals("<<")) {
                diagnostics.add(keyPosition, "merge keys ('<<') are not supported", "write the fields out");
            } else if (before != null) {
                diagnostics.add(
                        keyPosition,
                        "%s is given twice; the first is in line %d".formatted(Quoted.of(key), before.line()),
                        "remove one of them");
            } else {
                entries.add(new Entry(key, keyPosition, value));
            }
        }
        return new Mapping(position, entries);
    }

    private Sequence sequence(Position position, int depth) throws IOException {
        List<YamlNode> entries = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            entries.add(node(token, depth + 1));
        }
        return new Sequence(position, entries);
    }

    private void rejectReferences(Position position) throws IOException {
        if (parser.isCurrentAlias()) {
            throw fatal(position, "aliases ('*name') are not supported", "write the value out");
        }
        if (parser.getObjectId() != null || source.startsWith(position, '&')) {
            throw fatal(position, "anchors ('&name') are not supported", "remove the anchor");
        }
        if (parser.getTypeId() != null) {
            throw fatal(position, "tags ('!name') are not supported", "remove the tag; quotes make a value text");
        }
    }

    private Position position() {
        JsonLocation location = parser.currentTokenLocation();
        return new Position(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    /** Says what makes the rest of the file unreadable, together with everything found before. */
    private RuntimeException fatal(Position position, String message, String remedy) {
        diagnostics.add(position, message, remedy);
        diagnostics.throwIfAny();
        return new IllegalStateException(message);
    }
}
