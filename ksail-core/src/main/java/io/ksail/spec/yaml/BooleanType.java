package io.ksail.spec.yaml;

import io.ksail.spec.yaml.YamlNode.Scalar;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code true} or {@code false}, as YAML 1.2 has it. */
record BooleanType() implements FieldType<Boolean> {

    private static final Set<String> YES = Set.of("yes", "on", "y", "enabled", "true", "1");
    private static final Set<String> NO = Set.of("no", "off", "n", "disabled", "false", "0");

    @Override
    public Optional<Boolean> read(YamlNode node, FieldReport report) {
        String meant = node instanceof Scalar scalar ? scalar.text().toLowerCase(Locale.ROOT) : "";
        // The parser also takes yes, no, on and off for booleans, as YAML 1.1 had it; editors and people don't agree.
        if (node instanceof Scalar scalar
                && scalar.kind() == Scalar.Kind.BOOLEAN
                && (meant.equals("true") || meant.equals("false"))) {
            return Optional.of(Boolean.valueOf(meant));
        }
        if (meant.equals("true") || meant.equals("false")) {
            report.wrongKind(node, meant + ", without quotes");
        } else {
            String question = YES.contains(meant) ? "; did you mean 'true'?" : "; did you mean 'false'?";
            report.wrongKind(node, "true or false" + (YES.contains(meant) || NO.contains(meant) ? question : ""));
        }
        return Optional.empty();
    }

    @Override
    public Object write(Boolean value) {
        return value;
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of("type", "boolean");
    }
}
