package io.ksail.kubeconfig.file;

import io.ksail.kubeconfig.file.YamlPart.Fields;
import io.ksail.kubeconfig.file.YamlPart.Items;
import io.ksail.kubeconfig.file.YamlPart.Scalar;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes parts as text: over several lines as kubectl does, or in one line as JSON, which is YAML too. */
final class YamlText {

    private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[A-Za-z/](?:[\\w./@+=:-]*[\\w./@+=-])?");
    private static final Set<String> NO_TEXT = Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null");

    private YamlText() {}

    /**
     * Several lines; all but the first are indented.
     *
     * @param indent what stands before each line but the first
     */
    static String lines(YamlPart part, String lineBreak, String indent) {
        String next = lineBreak + indent;
        if (part.resolved() instanceof Fields fields && !fields.fields().isEmpty()) {
            return fields.fields().stream()
                    .map(field -> lines(field.key(), lineBreak, indent) + ":" + value(field.value(), lineBreak, indent))
                    .collect(Collectors.joining(next));
        }
        if (part.resolved() instanceof Items list && !list.items().isEmpty()) {
            return list.items().stream()
                    .map(item -> "- " + lines(item, lineBreak, indent + "  "))
                    .collect(Collectors.joining(next));
        }
        return part.resolved() instanceof Scalar scalar && scalar.type() == YamlPart.Type.TEXT
                ? text(scalar.value())
                : json(part);
    }

    private static String value(YamlPart value, String lineBreak, String indent) {
        String next = lineBreak + indent;
        if (value.resolved() instanceof Fields fields && !fields.fields().isEmpty()) {
            return next + "  " + lines(value, lineBreak, indent + "  ");
        }
        if (value.resolved() instanceof Items list && !list.items().isEmpty()) {
            return next + lines(value, lineBreak, indent);
        }
        return " " + lines(value, lineBreak, indent);
    }

    /** One line of JSON. */
    static String json(YamlPart part) {
        YamlPart resolved = part.resolved();
        if (resolved instanceof Fields fields) {
            return fields.fields().stream()
                    .map(field -> json(field.key()) + ": " + json(field.value()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (resolved instanceof Items list) {
            return list.items().stream().map(YamlText::json).collect(Collectors.joining(", ", "[", "]"));
        }
        Scalar scalar = (Scalar) resolved;
        return switch (scalar.type()) {
            case NULL -> "null";
            case BOOLEAN, NUMBER -> scalar.value();
            case TEXT -> quoted(scalar.value());
        };
    }

    /** A text, in quotes if it needs them. */
    static String text(String value) {
        boolean plain = NEEDS_NO_QUOTES.matcher(value).matches() && !NO_TEXT.contains(value.toLowerCase(Locale.ROOT));
        return plain ? value : quoted(value);
    }

    /** A text in double quotes, as JSON and YAML read it. */
    static String quoted(String value) {
        StringBuilder text = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c == '\n') {
                text.append("\\n");
            } else if (c < ' ' || c >= '\u007F' && c < '\u00A0' || c == '\u2028' || c == '\u2029' || c >= '\uFEFF') {
                text.append("\\u%04X".formatted((int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }
}
