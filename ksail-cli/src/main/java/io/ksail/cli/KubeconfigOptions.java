package io.ksail.cli;

import io.ksail.spec.KsailConfig;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names the user's own kubeconfig file. */
final class KubeconfigOptions {

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "The kubeconfig file that has the nested cluster's entry (default: connection.kubeconfig of"
                    + " ksail.yaml, then ~/.kube/config).")
    private @Nullable String file;

    UserKubeconfig target(Optional<KsailConfig> config, Environment environment) {
        Path path = Optional.ofNullable(file)
                .map(typed -> environment.kubeconfig("--kubeconfig", typed))
                .or(() -> config.flatMap(KsailConfig::kubeconfig))
                .orElseGet(environment::usersKubeconfig);
        return new UserKubeconfig(path);
    }
}
