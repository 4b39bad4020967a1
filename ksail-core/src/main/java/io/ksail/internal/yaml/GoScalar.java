package io.ksail.internal.yaml;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a value without quotes is to kubectl, whose YAML is 1.1 with a few differences: that of Go's yaml.v2. */
final class GoScalar {

    private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");
    private static final Map<String, Boolean> SWITCHES = Map.ofEntries(
            Map.entry("y", true),
            Map.entry("Y", true),
            Map.entry("yes", true),
            Map.entry("Yes", true),
            Map.entry("YES", true),
            Map.entry("true", true),
            Map.entry("True", true),
            Map.entry("TRUE", true),
            Map.entry("on", true),
            Map.entry("On", true),
            Map.entry("ON", true),
            Map.entry("n", false),
            Map.entry("N", false),
            Map.entry("no", false),
            Map.entry("No", false),
            Map.entry("NO", false),
            Map.entry("false", false),
            Map.entry("False", false),
            Map.entry("FALSE", false),
            Map.entry("off", false),
            Map.entry("Off", false),
            Map.entry("OFF", false));
    private static final Pattern NOT_FINITE = Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
    private static final Pattern WHOLE =
            Pattern.compile("([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))");
    private static final int[] BASES = {16, 2, 8, 10};
    private static final Pattern FRACTION = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

    /** Two to the power of 63. */
    private static final double LONGS_END = 0x1p63;

    /** What would not be what was written. */
    static final class Changed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Changed(String why) {
            super(why);
        }
    }

    private GoScalar() {}

    /**
     * The value.
     *
     * @return an Integer, Long, Double, Boolean or String; null for nothing
     * @throws Changed if it is a number that Kubernetes would change, with the reason
     */
    static @Nullable Object of(String text) {
        if (NOTHING.contains(text)) {
            return null;
        }
        Boolean on = SWITCHES.get(text);
        if (on != null) {
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
