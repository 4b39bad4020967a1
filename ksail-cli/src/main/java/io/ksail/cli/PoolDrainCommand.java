package io.ksail.cli;

import io.ksail.host.Host;
import io.ksail.spec.KsailConfig;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code ksail pool drain}. */
@Command(
        name = "drain",
        description = "Delete the clusters that this user has waiting on the host and no test has taken.",
        footer = {"%nExamples:", "  ksail pool drain"})
final class PoolDrainCommand extends CommandOnHost {

    PoolDrainCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Optional<KsailConfig> config = config(Optional.empty());
        Optional<Host> there = hostIfThere(config);
        if (there.isEmpty()) {
            console().say("no cluster waits: " + NO_EMBEDDED_HOST);
            return ExitCode.OK;
        }
        try (Host host = there.get()) {
            int drained = clusters(host).drainPool();
            console()
                    .say(Style.printable(
                            drained == 0
                                    ? "no cluster of the pool waits on the host of " + host.description()
                                    : "deleted from the pool: %d; the host goes on by itself".formatted(drained)));
        }
        return ExitCode.OK;
    }
}
