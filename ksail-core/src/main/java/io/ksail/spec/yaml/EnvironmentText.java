package io.ksail.spec.yaml;

import io.ksail.spec.InvalidSpecException;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Environment variables in the file's text, as KSail writes them: {@code ${NAME}} and {@code ${NAME:-default}}. Where
 * KSail takes a variable that is not set for empty text, this is an error. Our own addition: {@code $${} stands for
 * {@code ${}.
 */
final class EnvironmentText {

    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}|\\$\\{[^}]*}?");

    private EnvironmentText() {}

    static String expand(String text, UnaryOperator<@Nullable String> environment) {
        if (!text.contains("${")) {
            return text;
        }
        return REFERENCE
                .matcher(text)
                .replaceAll(reference -> Matcher.quoteReplacement(
                        value(reference.group(), reference.group(1), reference.group(2), environment)));
    }

    static String escape(String text) {
        return text.replace("${", "$${");
    }

    private static String value(
            String reference,
            @Nullable String name,
            @Nullable String fallback,
            UnaryOperator<@Nullable String> environment) {
        if (reference.equals("$${")) {
            return "${";
        }
        if (name == null) {
            throw new InvalidSpecException(
                    reference,
                    "%s is no reference to an environment variable".formatted(Quoted.of(reference)),
                    "write it like ${NAME} or ${NAME:-default}; '$${' stands for '${'");
        }
        String value = environment.apply(name);
        if (value != null && (fallback == null || !value.isEmpty())) {
            return value;
        }
        if (fallback != null) {
            return fallback;
        }
        throw new InvalidSpecException(
                reference,
                "the environment variable %s is not set".formatted(name),
                "set it, or write ${%s:-default}".formatted(name));
    }
}
