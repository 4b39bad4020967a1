package io.ksail.content;

/**
 * One file of manifests, read.
 *
 * @param name how messages call it: path, resource or URL
 * @param text what is in it
 */
record ManifestFile(String name, String text) {

    static ContentException unreadable(String location, String seen, String remedy, Exception cause) {
        return new ContentException("The manifests '%s' can't be read".formatted(location), seen, remedy, cause);
    }

    static ContentException unreadable(String location, String seen, String remedy) {
        return new ContentException("The manifests '%s' can't be read".formatted(location), seen, remedy, null);
    }
}
