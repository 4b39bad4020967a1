package io.ksail.cli;

import io.ksail.internal.Durations;
import io.ksail.spec.RegistryMirrors;
import io.ksail.testcontainers.internal.EmbeddedHosts;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ksail host up}. */
@Command(
        name = "up",
        description = {
            "Start the embedded host in Docker, unless it runs, and keep it: tests and clusters on this machine that name"
                    + " no other host use it."
        },
        footer = {
            "%nExamples:",
            "  ksail host up                  until: ksail host down",
            "  ksail host up --keep-for 8h    for a day's work"
        })
final class HostUpCommand implements Callable<Integer> {

    private final Session session;

    @Option(
            names = "--keep-for",
            paramLabel = "DURATION",
            description = "How long it stays when nobody uses it (default: until ksail host down).")
    private @Nullable String keepFor;

    HostUpCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Optional<Duration> time =
                Optional.ofNullable(keepFor).map(typed -> Choices.duration("option --keep-for", typed));
        String until = time.map(limit -> "for " + Durations.readable(limit) + " from now on")
                .orElse("until ksail host down");
        try (ShownProgress shown = session.console().progress()) {
            shown.stage(
                            "starting the embedded host",
                            () -> EmbeddedHosts.inDocker().up(RegistryMirrors.fromEnvironment(), time),
                            up -> "the embedded host is up: Kubernetes %s, %s".formatted(up.version(), until))
                    .close();
        }
        return ExitCode.OK;
    }
}
