package io.ksail.testcontainers.internal;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import io.ksail.image.ImageException;
import io.ksail.image.ImageSource;
import io.ksail.internal.Causes;
import io.ksail.internal.image.FullName;
import io.ksail.internal.image.LocalImages;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The images of the Docker engine that Testcontainers finds. */
public final class DockerImages implements LocalImages {

    /** Made by {@link java.util.ServiceLoader}. */
    public DockerImages() {}

    @Override
    public Optional<ImageSource> image(String reference) {
        try {
            DockerClient docker = DockerEngine.client();
            String id = docker.inspectImageCmd(reference).exec().getId();
            return Optional.of(new DockerImage(docker, reference, id));
        } catch (NotFoundException e) {
            return Optional.empty();
        } catch (RuntimeException e) {
            throw new ImageException(
                    "The image '%s' can't be asked for in Docker".formatted(reference),
                    Causes.message(e),
                    "start Docker, correct the image's name, or give an archive: docker-archive:PATH",
                    e);
        }
    }

    /**
     * An image in the engine.
     *
     * @param id the digest of its configuration; of its manifest, where the engine keeps images in containerd
     */
    private record DockerImage(DockerClient docker, String name, String id) implements ImageSource {

        @Override
        public Map<String, Set<String>> images() {
            return Map.of(FullName.of(name), Set.of(id));
        }

        @Override
        public InputStream open() {
            return docker.saveImageCmd(name).exec();
        }
    }
}
