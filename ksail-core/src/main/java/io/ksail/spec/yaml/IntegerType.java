package io.ksail.spec.yaml;

import io.ksail.spec.yaml.YamlNode.Scalar;
import java.util.Map;
import java.util.Optional;

/** A whole number within a range. */
record IntegerType(int least, int most) implements FieldType<Integer> {

    @Override
    public Optional<Integer> read(YamlNode node, FieldReport report) {
        String expected = "a whole number from %d to %d".formatted(least, most);
        if (!(node instanceof Scalar scalar) || scalar.kind() != Scalar.Kind.NUMBER) {
            boolean quoted = node instanceof Scalar text && text.text().matches("\\d+");
            report.wrongKind(node, quoted ? expected + ", without quotes" : expected);
            return Optional.empty();
        }
        if (!scalar.text().matches("0|[1-9]\\d{0,8}") || !inRange(Integer.parseInt(scalar.text()))) {
            report.wrongKind(node, expected);
            return Optional.empty();
        }
        return Optional.of(Integer.parseInt(scalar.text()));
    }

    private boolean inRange(int number) {
        return number >= least && number <= most;
    }

    @Override
    public Object write(Integer value) {
        return value;
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of("type", "integer", "minimum", least, "maximum", most);
    }
}
