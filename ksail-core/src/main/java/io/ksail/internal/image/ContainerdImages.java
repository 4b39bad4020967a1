package io.ksail.internal.image;

import io.ksail.image.ImageSource;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The images that a node's containerd has.
 *
 * @param digests the digest of what each reference stands for
 */
public record ContainerdImages(Map<String, String> digests) {

    private static final Pattern COLUMNS = Pattern.compile("\\s+");

    /**
     * Reads what {@code ctr images ls} prints: a line of headings, then reference, type and digest in each line.
     *
     * @param listing what it printed
     * @return the images in it
     */
    public static ContainerdImages parse(String listing) {
        return new ContainerdImages(listing.lines()
                .skip(1)
                .map(line -> COLUMNS.split(line.strip()))
                .filter(columns -> columns.length > 2)
                .collect(Collectors.toMap(columns -> columns[0], columns -> columns[2], (one, same) -> one)));
    }

    /**
     * Whether nothing has to be sent.
     *
     * @param source images
     * @return true if the node has all of them, as they are
     */
    public boolean hasAllOf(ImageSource source) {
        return !source.images().isEmpty()
                && source.images().entrySet().stream().allMatch(image -> has(image.getKey(), image.getValue()));
    }

    /**
     * Kubernetes names every image by the digest of its configuration too; that name stands for the same thing as the
     * reference does.
     */
    private boolean has(String reference, Set<String> contents) {
        String digest = digests.get(reference);
        return digest != null
                && (contents.contains(digest)
                        || contents.stream().map(digests::get).anyMatch(digest::equals));
    }
}
