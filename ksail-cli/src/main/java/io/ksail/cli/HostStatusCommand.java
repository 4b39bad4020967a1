package io.ksail.cli;

import io.ksail.testcontainers.internal.EmbeddedHosts;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ksail host status}. */
@Command(
        name = "status",
        description = "Show the embedded hosts of this user in Docker, who uses them, and until when they stay.",
        footer = {"%nExamples:", "  ksail host status", "  ksail host status -o json | jq -r '.[].clusters[]'"})
final class HostStatusCommand implements Callable<Integer> {

    private final Session session;

    @Mixin
    private final OutputOption output = new OutputOption();

    HostStatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Instant now = Instant.now();
        List<HostView> hosts =
                EmbeddedHosts.inDocker().list().stream().map(HostView::of).toList();
        if (hosts.isEmpty()) {
            session.console().say("there is no embedded host");
        }
        session.console()
                .out()
                .print(output.written(
                        () -> hosts.isEmpty() ? "" : HostView.table(hosts, now),
                        () -> hosts.stream().map(host -> host.fields(now)).toList()));
        return ExitCode.OK;
    }
}
