package io.ksail.internal.image;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.image.ImageException;
import io.ksail.image.ImageSource;
import io.ksail.internal.Causes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Images in an OCI or Docker archive, as {@code docker save}, Jib, Podman or Buildx write it; compressed with gzip or bzip2
 * or not, whatever its name says.
 *
 * @param name the archive as the user named it
 * @param path the archive
 * @param images the images in it, by their full names, each with its digests
 * @param nameToGive the full name of the one image whose archive names it otherwise than nodes understand
 */
public record ArchivedImages(String name, Path path, Map<String, Set<String>> images, Optional<String> nameToGive)
        implements ImageSource {

    static final String GOOD = "give what docker save writes, or target/jib-image.tar of Jib";

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
     * @throws ImageException if it is not there, is no image archive, is not whole, or names no image
     */
    public static ArchivedImages read(String name, Path path) {
        PlainArchive archive = new PlainArchive(name, path);
        try (InputStream plain = archive.open()) {
            return of(name, path, ArchiveIndex.read(plain));
        } catch (IOException e) {
            throw unusable(name, String.valueOf(e.getMessage()), GOOD, e);
        } catch (KubernetesClientException | IllegalArgumentException e) {
            throw unusable(name, "what it says of its images is no JSON: " + Causes.message(e), GOOD, e);
        }
    }

    private static ArchivedImages of(String name, Path path, ArchiveIndex index) {
        if (!index.isOfImages()) {
            String none = "it is no OCI or Docker archive: it has no manifest.json and no index.json";
            throw index.misplaced()
                    .map(inside -> unusable(
                            name, none + ", but " + inside, "unpack it, and give or pack what is inside", null))
                    .orElseGet(() -> unusable(name, none, GOOD, null));
        }
        Map<String, Set<String>> images = index.images();
        if (images.isEmpty()) {
            throw unusable(
                    name,
                    "it does not say what its image is called",
                    "write it by a name: docker save NAME:TAG, not docker save ID",
                    null);
        }
        index.missing().ifPresent(part -> {
            throw unusable(name, "it has no %s, of which its image is made".formatted(part), GOOD, null);
        });
        return new ArchivedImages(name, path, images, index.nameToGive());
    }

    /** The path in what a user wrote, if that is one. */
    public static Optional<Path> path(String value) {
        try {
            return Stream.of("docker-archive:", "oci-archive:")
                    .filter(value::startsWith)
                    .map(prefix -> value.substring(prefix.length()))
                    .findFirst()
                    .or(() -> Optional.of(value)
                            .filter(text -> text.matches("(?i).*\\.(tar(\\.\\w+)?|t(gz|zst|xz|bz2?))")))
                    .map(Path::of);
        } catch (InvalidPathException e) {
            throw unusable(value, "it is no path: " + e.getReason(), GOOD, e);
        }
    }

    static ImageException unusable(String name, String seen, String remedy, @Nullable Exception cause) {
        return new ImageException("The image archive '%s' can't be used".formatted(name), seen, remedy, cause);
    }

    @Override
    public InputStream open() throws IOException {
        return new PlainArchive(name, path).openWithEnd();
    }
}
