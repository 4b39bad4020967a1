package io.ksail.spec.yaml;

import io.ksail.internal.Durations;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A length of time with its unit, in the form of Go: {@code 90s}, {@code 3m}, {@code 1m30s}. */
record DurationType() implements FieldType<Duration> {

    private static final TextType TEXT = TextType.of("a duration, such as 90s, 3m or 1m30s");

    @Override
    public Optional<Duration> read(YamlNode node, FieldReport report) {
        if (node instanceof YamlNode.Scalar scalar && scalar.kind() == YamlNode.Scalar.Kind.NUMBER) {
            report.wrong(
                    node,
                    "is %s, without a unit".formatted(scalar.described()),
                    "expected a duration, such as 90s, 3m or 1m30s; did you mean '%ss'?"
                            .formatted(Quoted.clipped(scalar.text())));
            return Optional.empty();
        }
        Optional<String> text = TEXT.read(node, report);
        Optional<Duration> duration = text.flatMap(Durations::parse);
        if (text.isPresent() && duration.isEmpty()) {
            report.wrong(
                    node,
                    "%s %s".formatted(Quoted.of(text.get()), Durations.whatIsWrongWith(text.get())),
                    "expected a number and a unit, such as 90s, 3m or 1m30s");
        }
        return duration;
    }

    @Override
    public Object write(Duration value) {
        return Durations.compact(value);
    }

    @Override
    public Map<String, Object> schema() {
        return TEXT.schema();
    }
}
