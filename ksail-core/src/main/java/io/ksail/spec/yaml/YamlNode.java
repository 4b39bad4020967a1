package io.ksail.spec.yaml;

import java.util.List;
import java.util.Optional;

/** What a YAML document consists of, with the place of every part. */
sealed interface YamlNode {

    Position position();

    /** What it is, as people say it: "a list", "the number 3". */
    String described();

    /** Named values; no name is there twice. */
    record Mapping(Position position, List<Entry> entries) implements YamlNode {

        Optional<Entry> entry(String key) {
            return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
        }

        @Override
        public String described() {
            return "a map";
        }
    }

    /** A name and its value. */
    record Entry(String key, Position keyPosition, YamlNode value) {}

    /** A list. */
    record Sequence(Position position, List<YamlNode> entries) implements YamlNode {

        @Override
        public String described() {
            return "a list";
        }
    }

    /** A single value. */
    record Scalar(Position position, Kind kind, String text) implements YamlNode {

        /** What YAML takes the value for. */
        enum Kind {
            TEXT,
            NUMBER,
            BOOLEAN,
            NOTHING
        }

        @Override
        public String described() {
            return switch (kind) {
                case TEXT -> "the text " + Quoted.of(text);
                case NUMBER -> "the number " + Quoted.clipped(text);
                case BOOLEAN -> text;
                case NOTHING -> "empty";
            };
        }
    }
}
