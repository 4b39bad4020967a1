package io.ksail.image;

import io.ksail.internal.image.ArchivedImages;
import io.ksail.internal.image.LocalImages;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Images that can be put onto nodes. Thread-safe: every node reads a stream of its own. */
public interface ImageSource {

    /**
     * Where they come from, as the user named it.
     *
     * @return such as {@code my-operator:dev} or {@code target/jib-image.tar}
     */
    String name();

    /**
     * Which images there are, to tell what a node has already.
     *
     * @return full references such as {@code docker.io/library/my-operator:dev}, each with the digests by which its
     *     content may be known: of its configuration, or of its manifest; empty when the archive does not say
     */
    Map<String, Set<String>> images();

    /**
     * The name to give to an image whose archive has it in a form that nodes do not understand.
     *
     * @return a full reference; empty where the archive says it itself
     */
    default Optional<String> nameToGive() {
        return Optional.empty();
    }

    /**
     * Images as users name them.
     *
     * @param value the name of an image in the local container engine, or the path of an OCI or Docker archive: with
     *     {@code docker-archive:} or {@code oci-archive:} before it, or with {@code .tar}, {@code .tar.gz}, {@code .tgz} and
     *     the like at its end
     * @return the images, which are there
     * @throws ImageException if they are not, or the archive can't be read
     */
    static ImageSource of(String value) {
        return ArchivedImages.path(value)
                .<ImageSource>map(path -> ArchivedImages.read(value, path))
                .orElseGet(() -> LocalImages.find(value));
    }

    /**
     * The images.
     *
     * @return an OCI or Docker archive, not compressed; the caller closes it
     * @throws IOException if it can't be read
     */
    InputStream open() throws IOException;
}
