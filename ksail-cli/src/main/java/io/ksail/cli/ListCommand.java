package io.ksail.cli;

import io.ksail.cluster.ClusterInfo;
import io.ksail.host.Host;
import io.ksail.spec.KsailConfig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ksail cluster list}. */
@Command(
        name = "list",
        description = "Show every nested cluster on the host, whoever made it.",
        footer = {
            "%nExamples:",
            "  ksail cluster list",
            "  ksail cluster list -o wide",
            "  ksail cluster list -o json | jq -r '.[] | select(.status == \"Failed\") | .name'"
        })
final class ListCommand extends CommandOnHost {

    @Mixin
    private final OutputOption output = new OutputOption();

    ListCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Optional<KsailConfig> config = config(Optional.empty());
        List<ClusterInfo> clusters = clusters(config);
        Instant now = Instant.now();
        console().out().print(output.written(() -> table(clusters, now), () -> fields(clusters, now)));
        return ExitCode.OK;
    }

    private List<ClusterInfo> clusters(Optional<KsailConfig> config) {
        Optional<Host> there = hostIfThere(config);
        if (there.isEmpty()) {
            console().say("no nested clusters: " + NO_EMBEDDED_HOST);
            return List.of();
        }
        try (Host host = there.get()) {
            List<ClusterInfo> clusters = clusters(host).list();
            if (clusters.isEmpty()) {
                console().say(Style.printable("no nested clusters on the host of " + host.description()));
            }
            return clusters;
        }
    }

    private String table(List<ClusterInfo> clusters, Instant now) {
        return clusters.isEmpty()
                ? ""
                : ClusterView.table(clusters, output.isWide(), now, console().outStyle());
    }

    private static List<Map<String, @Nullable Object>> fields(List<ClusterInfo> clusters, Instant now) {
        return clusters.stream()
                .map(cluster -> new ClusterView(cluster, now).fields())
                .toList();
    }
}
