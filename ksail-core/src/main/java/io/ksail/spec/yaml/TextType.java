package io.ksail.spec.yaml;

import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.yaml.YamlNode.Scalar;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Text; environment variables in it are replaced by their values. */
final class TextType implements FieldType<String> {

    private static final int LONGEST = 4_096;

    private final String expected;
    private final boolean emptyIsDefault;
    private final boolean numbersToo;
    private final boolean quotesHelp;

    private TextType(String expected, boolean emptyIsDefault, boolean numbersToo, boolean quotesHelp) {
        this.expected = expected;
        this.emptyIsDefault = emptyIsDefault;
        this.numbersToo = numbersToo;
        this.quotesHelp = quotesHelp;
    }

    /** Text of a certain form, and not empty. */
    static TextType of(String expected) {
        return new TextType(expected, false, false, false);
    }

    /** Any text that is not empty. */
    static TextType any(String expected) {
        return new TextType(expected, false, false, true);
    }

    /** Text whose empty form means the default, as KSail's documentation has it for the field. */
    static TextType emptyIsDefault(String expected) {
        return new TextType(expected, true, false, true);
    }

    /** A version, of which MAJOR.MINOR may be written as a number: its text counts, so that 1.30 is not 1.3. */
    static TextType version(String examples) {
        return new TextType("a version, such as " + examples, false, true, false);
    }

    /** A Kubernetes quantity, which may be written as a number. */
    static TextType quantity(String example) {
        return new TextType("a quantity, such as " + example, false, true, false);
    }

    @Override
    public Optional<String> read(YamlNode node, FieldReport report) {
        String text = text(node, report);
        if (text == null) {
            return Optional.empty();
        }
        if (text.isBlank()) {
            if (!emptyIsDefault) {
                report.wrong(node, "is the empty text", "expected " + expected);
            }
            return Optional.empty();
        }
        if (text.length() > LONGEST) {
            report.wrong(node, "has %d characters".formatted(text.length()), "expected " + expected);
            return Optional.empty();
        }
        return Optional.of(text);
    }

    private @Nullable String text(YamlNode node, FieldReport report) {
        if (!(node instanceof Scalar scalar) || scalar.kind() == Scalar.Kind.NOTHING) {
            report.wrongKind(node, expected);
            return null;
        }
        if (scalar.kind() == Scalar.Kind.TEXT) {
            try {
                return EnvironmentText.expand(scalar.text(), report.environment());
            } catch (InvalidSpecException e) {
                report.refused(node, e);
                return null;
            }
        }
        if (scalar.kind() == Scalar.Kind.NUMBER && numbersToo) {
            return scalar.text();
        }
        String quotes = quotesHelp ? "; quotes make it text: \"%s\"".formatted(Quoted.clipped(scalar.text())) : "";
        report.wrongKind(node, expected + quotes);
        return null;
    }

    @Override
    public Object write(String value) {
        return EnvironmentText.escape(value);
    }

    @Override
    public Map<String, Object> schema() {
        if (numbersToo) {
            return Map.of("type", new String[] {"string", "number"});
        }
        return emptyIsDefault ? Map.of("type", "string") : Map.of("type", "string", "minLength", 1);
    }
}
