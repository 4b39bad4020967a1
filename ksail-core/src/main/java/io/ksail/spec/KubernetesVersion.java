package io.ksail.spec;

import io.ksail.internal.Redaction;
import java.util.regex.Pattern;

/**
 * A Kubernetes version: {@code 1.36.4}, or {@code 1.36} for the newest patch of it that is known. With or without a leading
 * {@code v}; the former with or without a vendor's suffix such as {@code +k3s1} or {@code -k3s1}.
 *
 * @param value the version as it was given
 */
public record KubernetesVersion(String value) {

    private static final Pattern FORM = Pattern.compile("v?\\d+\\.\\d{1,4}(\\.\\d+([+-][0-9A-Za-z.-]+)?)?");

    /**
     * Checks the form; whether a version with a patch exists is for the registry to say.
     *
     * @throws InvalidSpecException if it is neither of the form {@code 1.36} nor {@code 1.36.4}
     */
    public KubernetesVersion {
        if (!FORM.matcher(value).matches()) {
            throw new InvalidSpecException(
                    "The Kubernetes version '%s' can't be used".formatted(Redaction.quoted(value)),
                    "it is neither MAJOR.MINOR nor MAJOR.MINOR.PATCH, the latter with or without a vendor's suffix",
                    "write it like 1.36, 1.36.4 or v1.36.4+k3s1");
        }
    }

    /**
     * The version with its leading {@code v}, its suffix if it has one, and nothing that an image tag can't hold.
     *
     * @return the tag form, such as {@code v1.36.4} or {@code v1.36.4-k3s1}
     */
    public String tag() {
        return "v" + number().replace('+', '-');
    }

    /**
     * The version without a leading {@code v}.
     *
     * @return such as {@code 1.36.4} or {@code 1.36}
     */
    public String number() {
        return value.startsWith("v") ? value.substring(1) : value;
    }

    /**
     * The second of its numbers.
     *
     * @return 36 for {@code v1.36.4}
     */
    public int minor() {
        return Integer.parseInt(number().split("[.+-]")[1]);
    }

    /**
     * Whether a patch was given.
     *
     * @return true for {@code v1.36.4}, false for {@code 1.36}
     */
    public boolean hasPatch() {
        return value.indexOf('.') != value.lastIndexOf('.');
    }

    /**
     * Whether a vendor's suffix was given.
     *
     * @return true for {@code v1.36.4+k3s1}, false for {@code v1.36.4}
     */
    public boolean hasSuffix() {
        return value.contains("+") || value.contains("-");
    }

    @Override
    public String toString() {
        return value;
    }
}
