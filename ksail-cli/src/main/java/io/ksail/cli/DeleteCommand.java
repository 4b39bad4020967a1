package io.ksail.cli;

import io.ksail.cluster.Clusters;
import io.ksail.cluster.Deletion;
import io.ksail.host.Host;
import io.ksail.internal.namespace.ClusterLabels;
import io.ksail.spec.KsailConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ksail cluster delete}. */
@Command(
        name = "delete",
        description = {
            "Delete nested clusters, whoever made them, and their entries in the kubeconfig file. A namespace that KSail"
                    + " did not make is refused; to delete what is not there is no failure. Nothing is asked back."
        },
        footer = {
            "%nExamples:",
            "  ksail cluster delete             the one of ./ksail.yaml",
            "  ksail cluster delete demo ci",
            "  ksail cluster delete --all       all of mine, and nobody else's"
        })
final class DeleteCommand extends CommandOnHost {

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "The clusters, or their namespaces (default: metadata.name of ksail.yaml).")
    private List<String> names = new ArrayList<>();

    @Option(names = "--all", description = "Every cluster that this user has made on the host.")
    private boolean all;

    @Option(
            names = "--force",
            description = "Remove finalizers that hold a cluster's objects for longer than a quarter of the timeout.")
    private boolean force;

    @Option(
            names = "--wait",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Wait until the host has nothing of them any more (default: yes).")
    private boolean wait = true;

    @Option(names = "--timeout", paramLabel = "DURATION", description = "How long to wait (default: 2m).")
    private @Nullable String timeout;

    @Mixin
    private final KubeconfigOptions kubeconfig = new KubeconfigOptions();

    DeleteCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Deletion how = how();
        if (all && !names.isEmpty()) {
            throw Usage.wrong("--all", "names are given too", "give either");
        }
        Optional<KsailConfig> config;
        if (all || !names.isEmpty()) {
            names.forEach(CommandOnHost::named);
            config = config(Optional.empty());
        } else {
            Target target = target(null);
            names = List.of(target.name());
            config = target.config();
        }
        interruption().leadsTo("the host goes on deleting what it was asked for");
        Optional<Host> there = hostIfThere(config);
        if (there.isEmpty()) {
            console().say("nothing to delete: " + NO_EMBEDDED_HOST);
            return ExitCode.OK;
        }
        try (Host host = there.get()) {
            Clusters clusters = clusters(host);
            ClusterDeletions deletions =
                    new ClusterDeletions(clusters, how, kubeconfig.target(config, environment()), console());
            deletions.run(all ? mine(clusters, host) : names.stream().distinct().toList());
        }
        return ExitCode.OK;
    }

    private Deletion how() {
        Duration limit = Optional.ofNullable(timeout)
                .map(typed -> Choices.duration("option --timeout", typed))
                .orElse(Deletion.DEFAULT_TIMEOUT);
        if (!wait && (force || timeout != null)) {
            throw Usage.wrong("--no-wait", "--force and --timeout are about waiting", "leave it out");
        }
        Deletion how = wait ? Deletion.awaited().within(limit) : Deletion.requested();
        return force ? how.forced() : how;
    }

    private List<String> mine(Clusters clusters, Host host) {
        Optional<String> me = Optional.of(ClusterLabels.owner());
        List<String> mine = clusters.list().stream()
                .filter(cluster -> cluster.owner().equals(me))
                .map(cluster -> cluster.namespace())
                .toList();
        if (mine.isEmpty()) {
            console()
                    .say(Style.printable(
                            "no nested clusters of %s on the host of %s".formatted(me.orElse(""), host.description())));
        }
        return mine;
    }
}
