package io.ksail.cli;

import io.ksail.KsailException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ksail cluster stop}, which the provider does not have. */
@Command(
        name = "stop",
        description = "Not supported by the provider Kubernetes: delete the cluster and create it again.")
final class StopCommand extends CommandOnHost {

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
        throw notSupported("stopped", target(name).name());
    }

    static KsailException notSupported(String done, String name) {
        return new KsailException(
                "Cluster '%s' can't be %s".formatted(name, done),
                "the Kubernetes provider has no start and stop: a nested cluster's nodes are pods, which run or are gone",
                "delete the cluster and create it again; persistence keeps its state when a pod is killed");
    }
}
