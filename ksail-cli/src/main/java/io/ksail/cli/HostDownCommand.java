package io.ksail.cli;

import io.ksail.KsailException;
import io.ksail.testcontainers.internal.EmbeddedHosts;
import io.ksail.testcontainers.internal.RunningHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ksail host down}. */
@Command(
        name = "down",
        description = {
            "End the embedded hosts of this user, but for those that a test run has for itself. One that is in use, or on"
                    + " which there are clusters, is only ended by force."
        },
        footer = {
            "%nExamples:",
            "  ksail host down",
            "  ksail host down --force    also with clusters on it",
            "  ksail host down ksail-host-29a3f0165765"
        })
final class HostDownCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Only these, by their names in ksail host status.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--force", description = "Also one that is in use.")
    private boolean force;

    HostDownCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<RunningHost> hosts =
                EmbeddedHosts.inDocker().list().stream().filter(this::isMeant).toList();
        if (hosts.isEmpty()) {
            session.console()
                    .say(
                            names.isEmpty()
                                    ? "there is no embedded host: nothing to end"
                                    : "there is no such embedded host: nothing to end");
        }
        Attempts attempts = new Attempts();
        hosts.forEach(host -> attempts.attempt(() -> end(host)));
        attempts.end();
        return ExitCode.OK;
    }

    private boolean isMeant(RunningHost host) {
        return names.isEmpty() ? !host.isOwn() : names.contains(host.name());
    }

    private void end(RunningHost host) {
        Optional<RunningHost.Use> use;
        try {
            use = host.end(force);
        } catch (IllegalStateException e) {
            throw stays(host, "it does not say who uses it: " + e.getMessage(), e);
        }
        if (use.isPresent()) {
            throw stays(host, HostView.use(use.get()), null);
        }
        session.console().say("the embedded host %s is ended".formatted(host.name()));
    }

    private static KsailException stays(RunningHost host, String seen, @Nullable Exception cause) {
        return new KsailException(
                "The embedded host %s is not ended".formatted(host.name()),
                seen,
                "wait for them, delete the clusters with ksail cluster delete, or end it with all of it: ksail host down"
                        + " --force",
                cause);
    }
}
