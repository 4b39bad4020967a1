package io.ksail.internal.image;

import io.ksail.internal.Versions;
import java.util.Optional;

/**
 * The image of what is neither a node nor the user's: the pod that guards a lease, and what listens for callers from inside
 * a cluster. It has a shell, {@code kubectl}, and BusyBox with {@code inetd}.
 */
public final class ToolImage {

    /** The environment variable that names another one. */
    public static final String VARIABLE = "KSAIL_TOOL_IMAGE";

    private ToolImage() {}

    /**
     * The image.
     *
     * @return what {@value #VARIABLE} says, else that of K3s, which is small and has all of it
     */
    public static String reference() {
        return Optional.ofNullable(System.getenv(VARIABLE))
                .filter(image -> !image.isBlank())
                .orElse(Versions.K3S_IMAGE);
    }
}
