package io.ksail.internal.yaml;

import java.util.List;
import java.util.Optional;

/**
 * What a YAML document consists of, with the place of every part. Where a file has an alias, there is what it stands for,
 * be it within itself.
 */
public sealed interface YamlNode {

    /** Deeper than any schema in a custom resource definition, and harmless. */
    int DEEPEST = 500;

    /** A place in a file: line and column, both from 1. */
    record Position(int line, int column) {

        /** Where a file begins. */
        public static final Position START = new Position(1, 1);
    }

    /** Where it begins. */
    Position position();

    /** What it has besides its value: {@code &} for an anchor, {@code !} for a tag, or both. */
    String properties();

    /** Named values, as they are written: a name may be there twice, or be a merge key. */
    record Mapping(Position position, String properties, List<Entry> entries) implements YamlNode {

        /** The first of a name. */
        public Optional<Entry> entry(String key) {
            return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
        }
    }

    /** A name and its value. */
    record Entry(Scalar name, YamlNode value) {

        /** The name's text. */
        public String key() {
            return name.text();
        }

        /** Whether it stands for the fields of another map, or of several. */
        public boolean isMerge() {
            return key().equals("<<") && (name.plain() || name.type().equals("merge"));
        }

        /** Where the name begins. */
        public Position keyPosition() {
            return name.position();
        }
    }

    /** A list. */
    record Sequence(Position position, String properties, List<YamlNode> entries) implements YamlNode {}

    /**
     * A single value.
     *
     * @param plain whether it has neither quotes nor a tag, so that its text says what it is
     * @param type what it is to YAML 1.1, by its tag or by its text, such as {@code int} or {@code str}
     */
    record Scalar(Position position, String properties, boolean plain, String type, String text) implements YamlNode {

        /** What YAML takes a value for. */
        public enum Kind {
            /** Anything else, such as a time. */
            TEXT,
            /** With digits only, or a fraction. */
            NUMBER,
            /** Also {@code yes}, {@code no}, {@code on} and {@code off}. */
            BOOLEAN,
            /** Left out, or {@code null}. */
            NOTHING
        }

        /** What it is to YAML 1.1. */
        public Kind kind() {
            return switch (type) {
                case "null" -> Kind.NOTHING;
                case "bool" -> Kind.BOOLEAN;
                case "float" -> Kind.NUMBER;
                case "int" -> text.indexOf(':') < 0 ? Kind.NUMBER : Kind.TEXT;
                default -> Kind.TEXT;
            };
        }
    }

    /**
     * A file as far as it is YAML.
     *
     * @param documents those that are whole
     * @param begun what there is of the one that the mistake is in
     * @param mistake why it can't be read to its end
     */
    record Documents(List<YamlNode> documents, Optional<YamlNode> begun, Optional<YamlMistake> mistake) {}

    /**
     * Reads a file.
     *
     * @param text what is in it
     * @return its documents
     */
    static Documents read(String text) {
        return new NodeReader(text, 0, 0, DEEPEST).read();
    }
}
