package io.ksail.spec;

import io.ksail.internal.Redaction;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * The name of a nested cluster: a DNS label (RFC 1123) of at most {@value #MAX_LENGTH} characters.
 *
 * <p>The limit leaves room for what is put around it in the host's names, which end at 63 characters: the longest
 * namespace prefix ({@code vcluster-}) and the longest suffix of an object's name.
 *
 * @param value the name itself
 */
public record ClusterName(String value) {

    /** The longest name that still fits a Kubernetes name with everything that is put around it. */
    public static final int MAX_LENGTH = 40;

    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final String SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX_LENGTH = 5;
    private static final int READABLE_LENGTH = 24;
    private static final Random RANDOM = new SecureRandom();

    /**
     * Checks the name.
     *
     * @throws InvalidSpecException if it is no DNS label or too long
     */
    public ClusterName {
        if (value.length() > MAX_LENGTH) {
            throw invalid(value, "it has %d characters".formatted(value.length()));
        }
        if (!DNS_LABEL.matcher(value).matches()) {
            throw invalid(value, value.isEmpty() ? "it is empty" : "it is not a DNS label");
        }
    }

    /**
     * A short, unique name that says which test class it is for.
     *
     * @param testClass the class the cluster is for
     * @return a new name, such as {@code first-cluster-x7k2p}
     */
    public static ClusterName generatedFor(Class<?> testClass) {
        String readable = testClass
                .getSimpleName()
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-")
                .replaceAll("[^A-Za-z0-9]+", "-")
                .toLowerCase(Locale.ROOT)
                .replaceAll("-(tests?|it|test-cases|test-case)$", "");
        readable = trimDashes(readable.substring(0, Math.min(readable.length(), READABLE_LENGTH)));
        return new ClusterName((readable.isEmpty() ? "test" : readable) + "-" + randomSuffix());
    }

    /**
     * This name with random characters behind, and cut where it would be too long with them.
     *
     * @return a new name at each call, such as {@code demo-x7k2p}
     */
    public ClusterName unique() {
        int room = MAX_LENGTH - SUFFIX_LENGTH - 1;
        return new ClusterName(trimDashes(value.substring(0, Math.min(value.length(), room))) + "-" + randomSuffix());
    }

    private static String randomSuffix() {
        StringBuilder suffix = new StringBuilder();
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            suffix.append(SUFFIX_ALPHABET.charAt(RANDOM.nextInt(SUFFIX_ALPHABET.length())));
        }
        return suffix.toString();
    }

    private static String trimDashes(String text) {
        return text.replaceAll("^-+|-+$", "");
    }

    private static InvalidSpecException invalid(String value, String why) {
        String nearest = trimDashes(value.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"));
        nearest = trimDashes(nearest.substring(0, Math.min(nearest.length(), MAX_LENGTH)));
        // What is not quoted is not suggested either: it may be a credential.
        String shown = Redaction.quoted(value);
        return new InvalidSpecException(
                "The cluster name '%s' can't be used".formatted(shown),
                "%s; a name has at most %d characters a-z, 0-9 and '-', and starts and ends with a letter or digit"
                        .formatted(why, MAX_LENGTH),
                nearest.isEmpty() || value.indexOf('\n') >= 0 || shown.contains(Redaction.MASK)
                        ? "choose another name"
                        : "use '%s', for example".formatted(nearest));
    }

    @Override
    public String toString() {
        return value;
    }
}
