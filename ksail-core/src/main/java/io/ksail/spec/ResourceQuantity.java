package io.ksail.spec;

import io.ksail.internal.Redaction;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount as the Kubernetes API writes it, {@code 500m}, {@code 2}, {@code 1.5Gi} or {@code 20Gi} (a {@code
 * resource.Quantity}); never negative. Two values are equal when their texts are.
 *
 * @param value the amount as it was given
 */
public record ResourceQuantity(String value) {

    private static final Pattern FORM =
            Pattern.compile("\\+?(\\d{1,18}(?:\\.\\d{0,18})?|\\.\\d{1,18})([KMGTPE]i|[numkMGTPE]|[eE][+-]?\\d{1,2})?");
    private static final Map<String, Integer> DECIMAL_EXPONENTS =
            Map.of("n", -9, "u", -6, "m", -3, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);

    /**
     * Checks the form.
     *
     * @throws InvalidSpecException if it is no quantity, or a negative one
     */
    public ResourceQuantity {
        if (!FORM.matcher(value).matches()) {
            throw new InvalidSpecException(
                    "The quantity '%s' can't be used".formatted(Redaction.quoted(value)),
                    "it is not a quantity",
                    remedy(value));
        }
    }

    /**
     * The plain number.
     *
     * @return 0.5 for {@code 500m}, 1024 for {@code 1Ki}
     */
    public BigDecimal amount() {
        Matcher parts = FORM.matcher(value);
        if (!parts.matches()) {
            throw new IllegalStateException(value);
        }
        BigDecimal number = new BigDecimal(parts.group(1));
        String suffix = parts.group(2);
        if (suffix == null) {
            return number;
        }
        if (suffix.endsWith("i")) {
            return number.multiply(BigDecimal.valueOf(1024).pow("KMGTPE".indexOf(suffix.charAt(0)) + 1));
        }
        Integer exponent = DECIMAL_EXPONENTS.get(suffix);
        return number.scaleByPowerOfTen(
                exponent != null
                        ? exponent
                        : Integer.parseInt(suffix.substring(1).replace("+", "")));
    }

    private static String remedy(String value) {
        String nearest =
                value.strip().replaceFirst("^-", "").replaceFirst("\\s+", "").replaceFirst("(?i)([kmgtpe])i?b?$", "$1");
        Matcher unit = Pattern.compile("(\\d+(?:\\.\\d+)?)([kKmMgGtTpPeE])").matcher(nearest);
        if (unit.matches()) {
            nearest = unit.group(1) + unit.group(2).toUpperCase(Locale.ROOT) + "i";
        }
        return "write it like 500m, 2, 512Mi or 20Gi"
                + (FORM.matcher(nearest).matches() ? "; did you mean '%s'?".formatted(nearest) : "");
    }

    @Override
    public String toString() {
        return value;
    }
}
