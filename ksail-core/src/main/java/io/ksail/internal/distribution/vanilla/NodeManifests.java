package io.ksail.internal.distribution.vanilla;

/** The manifests in a node's image. */
final class NodeManifests {

    static final String CNI = "/kind/manifests/default-cni.yaml";
    static final String STORAGE = "/kind/manifests/default-storage.yaml";

    /** By these words an image says that its manifest is a template. */
    private static final String TEMPLATE = "would you kindly template this file";

    private NodeManifests() {}

    static String filledIn(String manifest, String podSubnet) {
        return manifest.contains(TEMPLATE)
                ? manifest.replaceAll("\\{\\{-?\\s*\\.PodSubnet\\s*-?}}", podSubnet)
                : manifest;
    }
}
