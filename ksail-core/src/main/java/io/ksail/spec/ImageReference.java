package io.ksail.spec;

import io.ksail.internal.Redaction;
import java.util.regex.Pattern;

/** The rule for image references, as container registries have it: {@code [host[:port]/]path[:tag][@digest]}. */
final class ImageReference {

    private static final Pattern FORM = Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\\d{1,5})?/)?"
            + "[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*"
            + "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?"
            + "(?:@sha256:[0-9a-f]{64})?");
    private static final int MAX_LENGTH = 500;

    private ImageReference() {}

    static String require(String image) {
        if (image.length() > MAX_LENGTH || !FORM.matcher(image).matches()) {
            throw new InvalidSpecException(
                    "The image '%s' can't be used".formatted(Redaction.quoted(image)),
                    "it is not an image reference",
                    "write it like rancher/k3s:v1.36.4-k3s1 or registry.example.com:5000/kindest/node:v1.36.4");
        }
        return image;
    }
}
