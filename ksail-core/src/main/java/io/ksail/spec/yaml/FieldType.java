package io.ksail.spec.yaml;

import java.util.Map;
import java.util.Optional;

/**
 * What can be written as a field's value.
 *
 * @param <T> what the value means
 */
interface FieldType<T> {

    /** The value of a node; empty when it stands for the default, or when it is wrong and that has been reported. */
    Optional<T> read(YamlNode node, FieldReport report);

    /** The value as YAML writes it: text, a number, a boolean or a map of such. */
    Object write(T value);

    /** The values that are allowed, in the words of JSON Schema. */
    Map<String, Object> schema();
}
