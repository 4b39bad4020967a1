package io.ksail.internal.host;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The identity that Kubernetes gives to a process in a pod, and the cluster around that pod.
 *
 * @param directory where kubelet puts token and certificate authority
 * @param environment gives the value of a variable, null when it is not set
 */
record PodServiceAccount(Path directory, Function<String, @Nullable String> environment) {

    private static final Path DIRECTORY = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    /** That of this process, if it has one. */
    static PodServiceAccount ofThisProcess() {
        return new PodServiceAccount(DIRECTORY, System::getenv);
    }

    /** How to reach the cluster around the pod; empty when this is no pod, or one without a token. */
    Optional<Config> clientConfig() {
        Path token = directory.resolve("token");
        return server().filter(url -> Files.isReadable(token)).map(url -> new ConfigBuilder(Config.empty())
                .withMasterUrl(url)
                .withCaCertFile(directory.resolve("ca.crt").toString())
                .withOauthTokenProvider(BearerToken.inFile(token))
                .build());
    }

    private Optional<String> server() {
        return variable("KUBERNETES_SERVICE_HOST").flatMap(host -> variable("KUBERNETES_SERVICE_PORT")
                .map(port -> "https://%s:%s".formatted(host.contains(":") ? "[" + host + "]" : host, port)));
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.apply(name)).filter(value -> !value.isEmpty());
    }
}
