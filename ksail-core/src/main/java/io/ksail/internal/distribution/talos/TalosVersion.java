package io.ksail.internal.distribution.talos;

import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.KubernetesVersion;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of Talos, as the tags of its images have it.
 *
 * @param tag such as {@code v1.13.9}
 * @param minor the second number in it
 */
record TalosVersion(String tag, int minor) {

    private static final Pattern TAG = Pattern.compile("v1\\.(\\d{1,4})\\.\\d+(-[0-9A-Za-z.-]+)?");

    /** Talos 1.13 runs Kubernetes 1.31 to 1.36, and so it goes on, one by one. */
    private static final int OLDEST_KUBERNETES = 18;

    private static final int NEWEST_KUBERNETES = 23;

    /**
     * The version that the nodes of an image run.
     *
     * @throws InvalidSpecException if the image's tag does not say
     */
    static TalosVersion ofImage(String image) {
        String named = image.contains("@") ? image.substring(0, image.indexOf('@')) : image;
        String tag = named.substring(named.lastIndexOf('/') + 1);
        tag = tag.contains(":") ? tag.substring(tag.indexOf(':') + 1) : "";
        Matcher matcher = TAG.matcher(tag);
        if (!matcher.matches()) {
            throw new InvalidSpecException(
                    "The node image '%s' can't be used for Talos".formatted(image),
                    "its tag is no version of Talos, and talosctl has to be of the nodes' version",
                    "give an image with a tag such as v1.13.9");
        }
        return new TalosVersion(tag, Integer.parseInt(matcher.group(1)));
    }

    /**
     * Checks that nodes of this version can run a Kubernetes.
     *
     * @throws InvalidSpecException if they can't
     */
    void requireFor(KubernetesVersion kubernetes) {
        int oldest = minor + OLDEST_KUBERNETES;
        int newest = minor + NEWEST_KUBERNETES;
        if (!kubernetes.number().startsWith("1.") || kubernetes.minor() < oldest || kubernetes.minor() > newest) {
            throw new InvalidSpecException(
                    "Kubernetes %s can't be run by Talos %s".formatted(kubernetes, tag),
                    "Talos 1.%d runs Kubernetes 1.%d to 1.%d".formatted(minor, oldest, newest),
                    "give a Kubernetes version of that range, or a nodeImage of another Talos version");
        }
    }

    @Override
    public String toString() {
        return tag;
    }
}
