package io.ksail.distribution;

import java.util.Optional;

/** The image of what is neither a node nor the user's: the pod that guards a lease. */
final class ToolImage {

    private static final String VARIABLE = "KSAIL_TOOL_IMAGE";
    private static final String DEFAULT = "rancher/k3s:v1.34.4-k3s1";

    private ToolImage() {}

    static String reference() {
        return Optional.ofNullable(System.getenv(VARIABLE))
                .filter(image -> !image.isBlank())
                .orElse(DEFAULT);
    }
}
