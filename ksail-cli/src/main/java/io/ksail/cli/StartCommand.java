package io.ksail.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ksail cluster start}, which the provider does not have. */
@Command(
        name = "start",
        description =
                "Not supported by the provider Kubernetes: a nested cluster runs from its creation to its deletion.")
final class StartCommand extends CommandOnHost {

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The cluster (default: metadata.name of ksail.yaml).")
    private @Nullable String name;

    StartCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        throw StopCommand.notSupported("started", target(name).name());
    }
}
