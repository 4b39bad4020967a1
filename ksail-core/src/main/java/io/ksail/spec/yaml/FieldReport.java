package io.ksail.spec.yaml;

import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.yaml.YamlNode.Scalar;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where a field's reading says what is wrong, with the field's full name before it. */
record FieldReport(String path, Diagnostics diagnostics, UnaryOperator<@Nullable String> environment) {

    FieldReport child(String name) {
        return new FieldReport(path.isEmpty() ? name : path + "." + name, diagnostics, environment);
    }

    void wrongKind(YamlNode node, String expected) {
        wrong(node, "is " + node.described(), "expected " + expected);
    }

    void wrong(YamlNode node, String message, String remedy) {
        diagnostics.add(node.position(), path + " " + message, remedy);
    }

    void refused(YamlNode node, InvalidSpecException why) {
        String value = node instanceof Scalar scalar ? " " + Quoted.of(scalar.text()) + meaning(scalar) : "";
        diagnostics.add(node.position(), "%s%s can't be used: %s".formatted(path, value, why.seen()), why.remedy());
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
}
