package io.ksail.kubeconfig.file;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A part of a YAML text, with its place: from {@code start} up to, but not with, {@code end}, in characters of the text.
 * What follows a part in its last line, and comments and blank lines after it, don't belong to it.
 */
sealed interface YamlPart {

    int start();

    int end();

    /** The part itself, or what an alias stands for. */
    default YamlPart resolved() {
        return this;
    }

    /** The text of a scalar; empty for anything else, and for null. */
    default Optional<String> asText() {
        return resolved() instanceof Scalar scalar && scalar.type() != Type.NULL
                ? Optional.of(scalar.value())
                : Optional.empty();
    }

    /** What a reader of YAML takes a scalar for. */
    enum Type {
        NULL,
        BOOLEAN,
        NUMBER,
        TEXT
    }

    /**
     * A single value.
     *
     * @param block whether it is written as lines after {@code |} or {@code >}
     */
    record Scalar(int start, int end, String value, Type type, boolean block) implements YamlPart {

        /** Leaves the value out, so that no credential ends in a log. */
        @Override
        public String toString() {
            return "%s at %d".formatted(type, start);
        }
    }

    /** A list. */
    record Items(int start, int end, boolean flow, List<YamlPart> items) implements YamlPart {}

    /** A mapping. */
    record Fields(int start, int end, boolean flow, List<Field> fields) implements YamlPart {

        private static final int DEEPEST_MERGE = 10;

        /** The value of a field, which may come from a merge key ({@code <<}). */
        Optional<YamlPart> value(String key) {
            return value(key, DEEPEST_MERGE);
        }

        private Optional<YamlPart> value(String key, int depth) {
            Optional<YamlPart> own = field(key).map(Field::value);
            if (own.isPresent() || depth == 0) {
                return own;
            }
            return field("<<").map(merged -> merged.value().resolved()).stream()
                    .flatMap(merged -> merged instanceof Items several
                            ? several.items().stream().map(YamlPart::resolved)
                            : Stream.of(merged))
                    .filter(Fields.class::isInstance)
                    .flatMap(base -> ((Fields) base).value(key, depth - 1).stream())
                    .findFirst();
        }

        /** The field that is written here; the last one if there are several. */
        Optional<Field> field(String key) {
            return fields.stream()
                    .filter(field -> field.key().asText().filter(key::equals).isPresent())
                    .reduce((first, last) -> last);
        }
    }

    /** A key with its value. */
    record Field(YamlPart key, YamlPart value) {}

    /** An alias, and the part that carries its anchor. */
    record Alias(int start, int end, YamlPart target) implements YamlPart {

        @Override
        public YamlPart resolved() {
            return target.resolved();
        }
    }
}
