package io.ksail.spec.yaml;

import io.ksail.internal.yaml.YamlNode;
import io.ksail.internal.yaml.YamlNode.Mapping;
import io.ksail.internal.yaml.YamlNode.Position;
import io.ksail.internal.yaml.YamlNode.Scalar;
import io.ksail.spec.InvalidSpecException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where a field's reading says what is wrong, with the field's full name before it; there is no value then. */
record FieldReport(String path, Diagnostics diagnostics, UnaryOperator<@Nullable String> environment) {

    FieldReport child(String name) {
        return at(path.isEmpty() ? name : path + "." + name);
    }

    FieldReport at(String other) {
        return new FieldReport(other, diagnostics, environment);
    }

    <T> Optional<T> wrongKind(YamlNode node, String expected) {
        return wrong(node, "is " + described(node), "expected " + expected);
    }

    <T> Optional<T> wrong(YamlNode node, String message, String remedy) {
        return add(node.position(), path + " " + message, remedy);
    }

    <T> Optional<T> refused(YamlNode node, InvalidSpecException why) {
        String value = node instanceof Scalar scalar ? " " + Quoted.of(scalar.text()) + meaning(scalar) : "";
        return add(node.position(), "%s%s can't be used: %s".formatted(path, value, why.seen()), why.remedy());
    }

    <T> Optional<T> add(Position position, String message, String remedy) {
        diagnostics.add(position, message, remedy);
        return Optional.empty();
    }

    /** What text with environment variables in it has become. */
    private String meaning(Scalar scalar) {
        try {
            String text = EnvironmentText.expand(scalar.text(), environment);
            return text.equals(scalar.text()) ? "" : " (which is " + Quoted.of(text) + ")";
        } catch (InvalidSpecException e) {
            return "";
        }
    }

    /** What a node is, as people say it: "a list", "the number 3". */
    static String described(YamlNode node) {
        if (!(node instanceof Scalar scalar)) {
            return node instanceof Mapping ? "a map" : "a list";
        }
        return switch (scalar.kind()) {
            case TEXT -> "the text " + Quoted.of(scalar.text());
            case NUMBER -> "the number " + Quoted.clipped(scalar.text());
            case BOOLEAN -> scalar.text();
            case NOTHING -> "empty";
        };
    }
}
