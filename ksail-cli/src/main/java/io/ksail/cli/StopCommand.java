package io.ksail.cli;

import io.ksail.host.Host;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ksail cluster stop}, which the provider does not have. */
@Command(
        name = "stop",
        description = "Not supported by the provider Kubernetes: delete the cluster and create it again.")
final class StopCommand extends HostCommand {

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The cluster (default: metadata.name of ksail.yaml).")
    private @Nullable String name;

    StopCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Target target = target(name);
        try (Host host = host(target.config())) {
            clusters(host).stop(target.name());
        }
        return ExitCode.OK;
    }
}
