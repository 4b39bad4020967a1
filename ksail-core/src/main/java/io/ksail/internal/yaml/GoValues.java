package io.ksail.internal.yaml;

import io.ksail.internal.yaml.YamlNode.Entry;
import io.ksail.internal.yaml.YamlNode.Mapping;
import io.ksail.internal.yaml.YamlNode.Position;
import io.ksail.internal.yaml.YamlNode.Scalar;
import io.ksail.internal.yaml.YamlNode.Sequence;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What nodes are to kubectl, whose YAML is 1.1 with a few differences: that of Go's yaml.v2. */
final class GoValues {

    /** Aliases make a lot out of little. */
    private static final int MOST_VALUES = 2_000_000;

    private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");
    private static final Pattern ON = Pattern.compile("y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON");
    private static final Pattern OFF = Pattern.compile("n|N|no|No|NO|false|False|FALSE|off|Off|OFF");
    private static final Pattern NOT_FINITE = Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
    private static final Pattern WHOLE =
            Pattern.compile("([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))");
    private static final int[] BASES = {16, 2, 8, 10};
    private static final Pattern FRACTION = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

    /** Two to the power of 63. */
    private static final double LONGS_END = 0x1p63;

    /** What would not be what was written. */
    private static final class Changed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Changed(String why) {
            super(why);
        }
    }

    private final boolean asWritten;
    private final Set<YamlNode> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int values;

    /**
     * Begins with a file.
     *
     * @param asWritten whether what could be text is {@link KubernetesYaml.PlainScalar}
     */
    GoValues(boolean asWritten) {
        this.asWritten = asWritten;
    }

    /** Map, List, String, Integer, Long, Double, Boolean; null for nothing. */
    @Nullable
    Object of(YamlNode node) {
        if (++values > MOST_VALUES) {
            throw mistake(
                    node, "its aliases make more than %d values".formatted(MOST_VALUES), "write less out of them");
        }
        if (node instanceof Scalar scalar) {
            return scalar(scalar);
        }
        if (!open.add(node)) {
            throw mistake(node, "an alias in the value that it stands for", "write the value out");
        }
        Object value = node instanceof Mapping mapping ? fields(mapping) : items((Sequence) node);
        open.remove(node);
        return value;
    }

    private List<@Nullable Object> items(Sequence node) {
        List<@Nullable Object> items = new ArrayList<>();
        node.entries().forEach(item -> items.add(of(item)));
        return items;
    }

    private Map<String, @Nullable Object> fields(Mapping node) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        Map<String, Position> names = new HashMap<>();
        List<YamlNode> merged = new ArrayList<>();
        for (Entry field : node.entries()) {
            if (field.isMerge()) {
                merged.add(field.value());
                continue;
            }
            String name = name(field.name());
            Position before = names.putIfAbsent(name, field.keyPosition());
            if (before != null) {
                throw mistake(
                        field.name(),
                        "'%s' is given twice; the first is in line %d".formatted(name, before.line()),
                        "remove one of them");
            }
            fields.put(name, of(field.value()));
        }
        merged.forEach(one -> merge(one, fields));
        return fields;
    }

    /** What is there already stays, whether it was written out or came from an earlier map. */
    private void merge(YamlNode merged, Map<String, @Nullable Object> into) {
        if (merged instanceof Sequence several) {
            several.entries().forEach(one -> merge(one, into));
        } else if (of(merged) instanceof Map<?, ?> fields) {
            fields.forEach((name, value) -> {
                if (!into.containsKey(String.valueOf(name))) {
                    into.put(String.valueOf(name), value);
                }
            });
        } else {
            throw mistake(merged, "'<<' takes fields, or a list of such", "name an anchor ('&name') of fields");
        }
    }

    private String name(Scalar key) {
        String written = key.text();
        if (asWritten || !key.plain()) {
            return written;
        }
        Object name = resolved(key);
        if (name == null) {
            throw mistake(key, "a name is missing", "write it as name: value");
        }
        if (!isSame(name, written)) {
            throw mistake(
                    key,
                    "the name %s is no text, and kubectl would make '%s' of it".formatted(written, name),
                    "put it in quotes");
        }
        return written;
    }

    private static boolean isSame(Object name, String written) {
        return name instanceof Double number
                ? Float.toString(number.floatValue()).equals(written)
                        && new BigDecimal(written)
                                .stripTrailingZeros()
                                .toPlainString()
                                .equals(written)
                : name.toString().equals(written);
    }

    private @Nullable Object scalar(Scalar node) {
        if (node.plain()) {
            return asWritten ? undecided(node.text()) : resolved(node);
        }
        return switch (node.type()) {
            case "int" -> tagged(node, Integer.class, Long.class);
            case "float" -> tagged(node, Double.class, Integer.class, Long.class);
            case "bool" -> tagged(node, Boolean.class);
            case "null" -> null;
            case "binary" -> binary(node);
            default -> node.text();
        };
    }

    private static Object tagged(Scalar node, Class<?>... types) {
        Object value = resolved(node);
        for (Class<?> type : types) {
            if (type.isInstance(value)) {
                return type.cast(value);
            }
        }
        throw mistake(node, "a value that is not what its tag says", "remove the tag");
    }

    private static String binary(Scalar node) {
        try {
            return new String(Base64.getDecoder().decode(node.text().replaceAll("\\s", "")), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw mistake(node, "a value that is not what its tag says", "write it in base64");
        }
    }

    private static @Nullable Object resolved(Scalar node) {
        try {
            return plain(node.text());
        } catch (Changed e) {
            throw mistake(
                    node, "%s %s".formatted(node.text(), e.getMessage()), "put it in quotes, if it is meant as text");
        }
    }

    private static @Nullable Object undecided(String written) {
        try {
            Object value = plain(written);
            return value == null || value instanceof String ? value : new KubernetesYaml.PlainScalar(written, value);
        } catch (Changed e) {
            return written;
        }
    }

    private static YamlMistake mistake(YamlNode node, String seen, String remedy) {
        return new YamlMistake(node.position(), seen, remedy);
    }

    /**
     * The value of text without quotes.
     *
     * @return an Integer, Long, Double, Boolean or String; null for nothing
     * @throws Changed if it is a number that Kubernetes would change, with the reason
     */
    private static @Nullable Object plain(String text) {
        if (NOTHING.contains(text)) {
            return null;
        }
        boolean on = ON.matcher(text).matches();
        if (on || OFF.matcher(text).matches()) {
            return on;
        }
        if (NOT_FINITE.matcher(text).matches()) {
            throw new Changed("is no number that JSON has");
        }
        return number(text);
    }

    private static Object number(String text) {
        char first = text.charAt(0);
        boolean maybe = (first >= '0' && first <= '9') || first == '+' || first == '-' || first == '.';
        String plain = first == '.' ? text : text.replace("_", "");
        Matcher whole = WHOLE.matcher(plain);
        if (maybe && whole.matches()) {
            for (int i = 0; i < BASES.length; i++) {
                String digits = whole.group(i + 2);
                if (digits != null) {
                    return fitting(new BigInteger(whole.group(1) + digits, BASES[i]));
                }
            }
        }
        return maybe && FRACTION.matcher(plain).matches() ? fraction(text, plain) : text;
    }

    private static Number fitting(BigInteger number) {
        if (number.bitLength() >= Long.SIZE) {
            throw new Changed("is a larger number than Kubernetes has (64 bits)");
        }
        if (number.bitLength() < Integer.SIZE) {
            return number.intValue();
        }
        return number.longValue();
    }

    /** Go has 64 bits for it too, and writes it without a fraction where there is none. */
    private static Object fraction(String text, String plain) {
        double number = Double.parseDouble(plain);
        if (Double.isInfinite(number)) {
            return text;
        }
        if (new BigDecimal(plain).compareTo(new BigDecimal(Double.toString(number))) != 0) {
            throw new Changed("is a number with more digits than Kubernetes keeps");
        }
        boolean isWhole = number == Math.rint(number) && Math.abs(number) < LONGS_END;
        if (!isWhole) {
            return number;
        }
        return fitting(new BigDecimal(plain).toBigIntegerExact());
    }
}
