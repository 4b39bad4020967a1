package io.ksail.internal.image;

import io.ksail.image.ImageException;
import io.ksail.image.ImageSource;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The images of the local container engine. Found through {@link ServiceLoader}, so that who uses none needs no Docker;
 * {@code ksail-testcontainers} brings one. Thread-safe.
 */
public interface LocalImages {

    /**
     * An image by its name.
     *
     * @param reference such as {@code my-operator:dev}
     * @return the image; empty if the engine does not have it
     * @throws ImageException if no engine answers
     */
    Optional<ImageSource> image(String reference);

    /**
     * An image of whichever engine there is.
     *
     * @param reference such as {@code my-operator:dev}
     * @return the image
     * @throws ImageException if there is no engine, or it does not have the image
     */
    static ImageSource find(String reference) {
        String tried = "The image '%s' can't be loaded from the local container engine".formatted(reference);
        LocalImages engine = ServiceLoader.load(LocalImages.class)
                .findFirst()
                .orElseThrow(() -> new ImageException(
                        tried,
                        "io.ksail:ksail-testcontainers, which knows Docker, is not on the class path",
                        "add it, or give an archive: docker-archive:PATH",
                        null));
        return engine.image(reference)
                .orElseThrow(() -> new ImageException(
                        tried,
                        "the engine does not have it",
                        "build or pull it first, check the tag (docker images), or give an archive: docker-archive:PATH",
                        null));
    }
}
