package io.ksail.spec;

import io.ksail.internal.Redaction;
import java.util.Locale;
import java.util.regex.Pattern;

/** The rule for names of objects on the host: a DNS subdomain (RFC 1123) of at most 253 characters. */
final class ObjectName {

    private static final int MAX_LENGTH = 253;
    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final Pattern DNS_SUBDOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

    private ObjectName() {}

    static String require(String kind, String name) {
        if (name.length() > MAX_LENGTH || !DNS_SUBDOMAIN.matcher(name).matches()) {
            String nearest = name.toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9.]+", "-")
                    .replaceAll("^[-.]+|[-.]+$", "")
                    .replaceAll("[-.]*\\.[-.]*", ".");
            // What is not quoted is not suggested either: it may be a credential.
            String shown = Redaction.quoted(name);
            boolean close = shown.equals(name) && !nearest.isEmpty() && nearest.length() <= MAX_LENGTH;
            throw new InvalidSpecException(
                    "The %s name '%s' can't be used".formatted(kind, shown),
                    name.length() > MAX_LENGTH
                            ? "it has %d characters, more than %d".formatted(name.length(), MAX_LENGTH)
                            : "it is no name that Kubernetes takes",
                    "write it with a-z, 0-9, '-' and '.', starting and ending with a letter or digit"
                            + (close ? "; did you mean '%s'?".formatted(nearest) : ""));
        }
        return name;
    }
}
