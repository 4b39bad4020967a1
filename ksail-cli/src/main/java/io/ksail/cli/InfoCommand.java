package io.ksail.cli;

import io.ksail.cluster.ClusterInfo;
import io.ksail.host.Host;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ksail cluster info}. */
@Command(
        name = "info",
        description = "Show everything that the host says about one nested cluster.",
        footer = {"%nExamples:", "  ksail cluster info demo", "  ksail cluster info demo -o json | jq -r .apiUrl"})
final class InfoCommand extends CommandOnHost {

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The cluster, or its namespace (default: metadata.name of ksail.yaml).")
    private @Nullable String name;

    @Mixin
    private final OutputOption output = new OutputOption();

    InfoCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Target target = target(name);
        ClusterInfo cluster;
        try (Host host = hostOf(target)) {
            cluster = clusters(host).find(target.name()).orElseThrow(() -> missing(target.name(), host));
        }
        ClusterView view = new ClusterView(cluster, Instant.now());
        console().out().print(output.written(() -> view.lines(console().outStyle()), view::fields));
        return ExitCode.OK;
    }
}
