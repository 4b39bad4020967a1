package io.ksail.internal.yaml;

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
