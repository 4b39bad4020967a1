package io.ksail.cli;

import io.ksail.cluster.ClusterInfo;
import io.ksail.host.Host;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.KsailConfig;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ksail cluster create}. */
@Command(
        name = "create",
        description = {
            "Create a nested cluster on the host, wait until it is usable, and put its kubeconfig beside the user's"
                    + " other ones. A failure or Ctrl-C leaves nothing behind."
        },
        footer = {
            "%nExamples:",
            "  ksail cluster create                       as ./ksail.yaml says",
            "  ksail cluster create --name demo --ttl 1h  gone after an hour, whatever happens",
            "  ksail cluster create --name demo --workers 2 --wait=system --switch-context",
            "  ksail cluster create --name ci --host-context my-host --kubeconfig ci.yaml -o json"
        })
final class CreateCommand extends CommandOnHost {

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final KubeconfigOptions kubeconfig = new KubeconfigOptions();

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "What to call the context there (default: connection.context of ksail.yaml, then the"
                    + " distribution's form, such as k3k-demo).")
    private @Nullable String context;

    @Option(
            names = "--switch-context",
            negatable = true,
            description = "Make it the current context (default: no; the current context stays as it is).")
    private boolean switchContext;

    @Option(
            names = "--keep-on-failure",
            description = "Leave on the host what there is of a cluster that could not be created, to look at it.")
    private boolean keepOnFailure;

    @Mixin
    private final OutputOption output = new OutputOption();

    CreateCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        Optional<ClusterName> name = cluster.name();
        Optional<KsailConfig> config = name.isPresent() ? config(name) : configThatNames();
        ClusterSpec spec = cluster.spec(config, environment());
        KsailConfig entry = config.orElseGet(() -> KsailConfig.of(spec));
        CreationPlan plan = new CreationPlan(
                spec,
                cluster.limitedInTime(),
                keepOnFailure,
                kubeconfig.target(config, environment()),
                (context == null ? entry : entry.withContext(context)).context(),
                switchContext);
        CreatedCluster created;
        try (Host host = startedHost(config)) {
            created = new ClusterCreation(clusters(host), plan, console(), interruption()).run();
            ClusterInfo info = clusters(host).find(spec.namespace()).orElseThrow(() -> missing(spec.namespace(), host));
            show(created, new ClusterView(info, Instant.now()));
        }
        return ExitCode.OK;
    }

    private Host startedHost(Optional<KsailConfig> config) {
        Optional<Host> there = hostIfThere(config);
        if (there.isPresent()) {
            return there.get();
        }
        try (ShownProgress shown = console().progress()) {
            return shown.stage(
                    "starting an embedded host, as no host is named",
                    () -> host(config),
                    host -> "host: " + host.description() + ", as no host is named");
        }
    }

    private void show(CreatedCluster created, ClusterView view) {
        console().out().print(output.written(() -> created.lines(view, environment()), () -> created.fields(view)));
    }
}
