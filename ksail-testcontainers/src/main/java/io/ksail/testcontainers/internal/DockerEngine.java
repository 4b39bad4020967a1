package io.ksail.testcontainers.internal;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Info;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;

/**
 * The Docker engine that Testcontainers finds. Its own client would start the container that tidies up after it, which nothing
 * of ours needs.
 */
final class DockerEngine {

    private static @Nullable DockerClient client;

    private DockerEngine() {}

    /**
     * A client of it.
     *
     * @throws RuntimeException if none is found
     */
    static synchronized DockerClient client() {
        if (client == null) {
            client = DockerClientProviderStrategy.getClientForConfig(
                    DockerClientFactory.instance().getTransportConfig());
        }
        return client;
    }

    static Info info() {
        return DockerClientFactory.instance().getInfo();
    }

    /** Where the ports are that its containers publish. */
    static String address() {
        return DockerClientFactory.instance().dockerHostIpAddress();
    }

    static boolean isLocal() {
        return "unix"
                .equals(DockerClientFactory.instance()
                        .getTransportConfig()
                        .getDockerHost()
                        .getScheme());
    }

    /**
     * An image in the engine.
     *
     * @param name as it is called there
     * @param found what the engine says of it
     */
    record Image(String name, InspectImageResponse found) {}

    /**
     * Finds an image, and pulls it if it is not there yet: by Testcontainers, which knows the user's registries.
     *
     * @throws Exception if it can't be pulled
     */
    static Image image(String wanted) throws Exception {
        DockerImageName name = ImageNameSubstitutor.instance().apply(DockerImageName.parse(wanted));
        try {
            return image(name.asCanonicalNameString(), client());
        } catch (NotFoundException e) {
            return image(new RemoteDockerImage(DockerImageName.parse(wanted)).get(), client());
        }
    }

    private static Image image(String name, DockerClient docker) {
        return new Image(name, docker.inspectImageCmd(name).exec());
    }
}
