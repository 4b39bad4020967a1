package io.ksail.content;

import io.ksail.internal.yaml.KubernetesYaml;

/**
 * One file of manifests, read.
 *
 * @param name how messages call it: path, resource or URL
 * @param text what is in it
 */
record ManifestFile(String name, String text) {

    /** A file of any content; what is not text is refused. */
    static ManifestFile of(String name, byte[] content) {
        try {
            return new ManifestFile(name, KubernetesYaml.text(content));
        } catch (KubernetesYaml.NotText e) {
            throw unreadable(name, String.valueOf(e.getMessage()), "name a manifest, saved as UTF-8", e);
        }
    }

    static ContentException unreadable(String location, String seen, String remedy, Exception cause) {
        return new ContentException("The manifests '%s' can't be read".formatted(location), seen, remedy, cause);
    }

    static ContentException unreadable(String location, String seen, String remedy) {
        return new ContentException("The manifests '%s' can't be read".formatted(location), seen, remedy, null);
    }
}
