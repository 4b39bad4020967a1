package io.ksail.internal.docker;

import io.ksail.internal.image.FullName;
import io.ksail.spec.RegistryMirrors;
import java.net.URI;
import java.util.Optional;

/** Where a Docker daemon gets images from: it knows mirrors of Docker Hub only, so those of others are asked by name. */
final class Mirrors {

    private static final String DOCKER_HUB = "docker.io";

    private Mirrors() {}

    /** What the daemon is started with; it takes none that has a path. */
    static Optional<URI> ofDockerHub(RegistryMirrors mirrors) {
        return of(DOCKER_HUB, mirrors).filter(url -> path(url).isEmpty());
    }

    /**
     * The name under which a mirror has an image.
     *
     * @return empty where the daemon asks the mirror by itself, or there is none
     */
    static Optional<String> nameAtMirror(String image, RegistryMirrors mirrors) {
        String full = FullName.of(image);
        String registry = full.substring(0, full.indexOf('/'));
        if (registry.equals(DOCKER_HUB) && ofDockerHub(mirrors).isPresent()) {
            return Optional.empty();
        }
        return of(registry, mirrors).map(url -> url.getAuthority() + path(url) + full.substring(full.indexOf('/')));
    }

    private static String path(URI url) {
        return url.getPath() == null ? "" : url.getPath().replaceAll("/+$", "");
    }

    private static Optional<URI> of(String registry, RegistryMirrors mirrors) {
        return Optional.ofNullable(mirrors.endpoints().get(registry))
                .or(() -> Optional.ofNullable(mirrors.endpoints().get("*")));
    }
}
