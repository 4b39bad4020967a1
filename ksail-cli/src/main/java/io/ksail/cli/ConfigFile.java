package io.ksail.cli;

import io.ksail.spec.ClusterName;
import io.ksail.spec.KsailConfig;
import io.ksail.spec.yaml.KsailYaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names a {@code ksail.yaml}. */
final class ConfigFile {

    private static final String DEFAULT = "ksail.yaml";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The ksail.yaml to go by (default: ./ksail.yaml, if it is there).")
    private @Nullable String file;

    /** What the file says; a mistake in it is an error even where only a part of it is needed. */
    Optional<KsailConfig> read(Environment environment) {
        return path(environment).map(KsailYaml::read);
    }

    /** The same of a file that may leave its cluster unnamed. */
    Optional<KsailConfig> read(Environment environment, ClusterName unnamed) {
        return path(environment).map(path -> KsailYaml.read(path, unnamed));
    }

    private Optional<Path> path(Environment environment) {
        Path usual = environment.directory().resolve(DEFAULT);
        return Optional.ofNullable(file).map(environment::path).or(() -> Optional.of(usual)
                .filter(Files::exists));
    }
}
