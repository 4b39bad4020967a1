package io.ksail.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Images in an OCI or Docker archive, as {@code docker save}, Jib, Podman or Buildx write it; gzip or not.
 *
 * @param name the archive as the user named it
 * @param path the archive
 * @param images the images in it, by their full names, each with its digests
 * @param nameToGive the full name of the one image whose archive names it otherwise than nodes understand
 */
public record ArchivedImages(String name, Path path, Map<String, Set<String>> images, Optional<String> nameToGive)
        implements ImageSource {

    private static final String GOOD = "give what docker save writes, or target/jib-image.tar of Jib";

    /** Copies the images. */
    public ArchivedImages {
        images = Map.copyOf(images);
    }

    /**
     * Reads what an archive says of its images.
     *
     * @param name the archive as the user named it
     * @param path the archive
     * @return its images
     * @throws ImageException if it is not there, is no image archive, or names no image
     */
    public static ArchivedImages read(String name, Path path) {
        ArchiveIndex index;
        Map<String, Set<String>> images;
        Optional<String> nameToGive;
        try {
            index = ArchiveIndex.read(path);
            images = index.images();
            nameToGive = index.nameToGive();
        } catch (IOException | RuntimeException e) {
            throw unusable(
                    name,
                    Files.exists(path) ? "it can't be read: " + e : "there is no " + path.toAbsolutePath(),
                    GOOD,
                    e);
        }
        if (!index.isOfImages()) {
            throw unusable(
                    name, "it is no OCI or Docker archive: it has no manifest.json and no index.json", GOOD, null);
        }
        if (images.isEmpty()) {
            throw unusable(
                    name,
                    "it does not say what its image is called",
                    "write it by a name: docker save NAME:TAG, not docker save ID",
                    null);
        }
        return new ArchivedImages(name, path, images, nameToGive);
    }

    /** The path in what a user wrote, if that is one. */
    static Optional<Path> path(String value) {
        return Stream.of("docker-archive:", "oci-archive:")
                .filter(value::startsWith)
                .map(prefix -> value.substring(prefix.length()))
                .findFirst()
                .or(() -> Optional.of(value).filter(text -> text.matches("(?i).*\\.(tar|tar\\.gz|tgz)")))
                .map(Path::of);
    }

    private static ImageException unusable(String name, String seen, String remedy, @Nullable Exception cause) {
        return new ImageException("The image archive '%s' can't be used".formatted(name), seen, remedy, cause);
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(path);
    }
}
