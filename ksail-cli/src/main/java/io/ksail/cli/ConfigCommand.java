package io.ksail.cli;

import io.ksail.cluster.Clusters;
import io.ksail.spec.ClusterName;
import io.ksail.spec.KsailConfig;
import io.ksail.spec.yaml.KsailYaml;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ksail config}: about the file {@code ksail.yaml}. */
@Command(name = "config", description = "Check a ksail.yaml, or write its JSON schema.")
final class ConfigCommand {

    private final Session session;

    ConfigCommand(Session session) {
        this.session = session;
    }

    @Command(
            name = "schema",
            description = "Write the JSON schema of ksail.yaml, for editors.",
            footer = {"%nExample:", "  ksail config schema > ksail.schema.json"})
    int schema() {
        session.console().out().print(KsailYaml.schema());
        return ExitCode.OK;
    }

    @Command(
            name = "validate",
            description =
                    "Check a ksail.yaml, and show every mistake in it with line and column; and what a distribution is"
                            + " told in a file or folder of its own beside it, such as kind.yaml.",
            footer = {"%nExample:", "  ksail config validate"})
    int validate(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "FILE",
                            defaultValue = "ksail.yaml",
                            description = "The file (default: ${DEFAULT-VALUE}).")
                    String file) {
        Path path = session.environment().path(file);
        KsailConfig config = KsailYaml.read(path, new ClusterName("unnamed"));
        Clusters.check(config.cluster());
        session.console()
                .say("%s is valid: a cluster of distribution %s"
                        .formatted(path, config.cluster().distribution()));
        return ExitCode.OK;
    }
}
