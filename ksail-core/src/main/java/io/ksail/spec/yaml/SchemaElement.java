package io.ksail.spec.yaml;

import io.ksail.internal.yaml.YamlNode;
import io.ksail.spec.KsailConfig;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** One row of the table of fields, from which the file is read, written and described. */
sealed interface SchemaElement {

    String name();

    /** Who defined a field. */
    enum Origin {
        /** Part of KSail's own ksail.yaml. */
        KSAIL,
        /** Ours; KSail does not know it. */
        OURS
    }

    /** A map of further fields. */
    record Section(String name, Origin origin, String description, List<SchemaElement> members)
            implements SchemaElement {

        Optional<SchemaElement> member(String key) {
            return members.stream().filter(member -> member.name().equals(key)).findFirst();
        }

        /** The names that make sense here. */
        List<String> names() {
            return members.stream()
                    .filter(member -> member instanceof Field<?> || member instanceof Section)
                    .map(SchemaElement::name)
                    .toList();
        }
    }

    /**
     * A field with a value.
     *
     * @param defaultValue what holds when the field is absent, as the schema says it
     * @param set where the value goes; refuses what can't be used
     * @param get the value to write; empty when the field is not to be written
     */
    record Field<T>(
            String name,
            Origin origin,
            String description,
            FieldType<T> type,
            boolean required,
            Optional<Object> defaultValue,
            BiConsumer<ConfigDraft, T> set,
            Function<KsailConfig, Optional<T>> get)
            implements SchemaElement {

        static <T> Field<T> ksail(
                String name,
                String description,
                FieldType<T> type,
                BiConsumer<ConfigDraft, T> set,
                Function<KsailConfig, Optional<T>> get) {
            return new Field<>(name, Origin.KSAIL, description, type, false, Optional.empty(), set, get);
        }

        static <T> Field<T> ours(
                String name,
                String description,
                FieldType<T> type,
                BiConsumer<ConfigDraft, T> set,
                Function<KsailConfig, Optional<T>> get) {
            return new Field<>(name, Origin.OURS, description, type, false, Optional.empty(), set, get);
        }

        Field<T> mandatory() {
            return new Field<>(name, origin, description, type, true, defaultValue, set, get);
        }

        Field<T> defaulting(Object value) {
            return new Field<>(name, origin, description, type, required, Optional.of(value), set, get);
        }
    }

    /** A field that other commands of KSail read, and that says nothing about the cluster. Ignored. */
    record Elsewhere(String name, String description) implements SchemaElement {}

    /**
     * A field that KSail knows and that has no effect on the clusters made here: an error, so that nobody is misled.
     *
     * @param accepted its values that ask for nothing, and so are what happens here
     */
    record Unserved(String name, String remedy, List<String> accepted) implements SchemaElement {

        Unserved(String name, String remedy) {
            this(name, remedy, List.of());
        }

        /** Whether a value asks for something that is not done. */
        boolean asks(YamlNode value) {
            if (value instanceof YamlNode.Mapping mapping) {
                return !mapping.entries().isEmpty();
            }
            return !(value instanceof YamlNode.Scalar scalar)
                    || !(scalar.kind() == YamlNode.Scalar.Kind.NOTHING || accepted.contains(scalar.text()));
        }
    }
}
