package io.ksail.cli;

import io.ksail.KsailException;
import io.ksail.cluster.Clusters;
import io.ksail.host.Host;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.KsailConfig;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ksail pool fill}. */
@Command(
        name = "fill",
        description = {
            "Begin clusters on the host, as ./ksail.yaml says but for their names, until as many wait there for tests with"
                    + " ksail.pool. Each waits for an hour."
        },
        footer = {"%nExamples:", "  ksail pool fill", "  ksail pool fill 2 --host-context my-host"})
final class PoolFillCommand extends CommandOnHost {

    private static final int MOST = 99;

    @Parameters(arity = "0..1", paramLabel = "NUMBER", description = "How many are to wait (default: 1).")
    private int size = 1;

    PoolFillCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        if (size < 1 || size > MOST) {
            throw Usage.wrong("NUMBER", "%d is not from 1 to %d".formatted(size, MOST), "write it like 2");
        }
        Optional<KsailConfig> config = config(Optional.empty());
        ClusterSpec spec = config.map(KsailConfig::cluster)
                .orElseGet(() -> ClusterSpec.named("test").build());
        Host there = hostIfThere(config)
                .orElseThrow(
                        () -> new KsailException(
                                "The pool can't be filled",
                                NO_EMBEDDED_HOST,
                                "start one that stays: ksail host up; or name a host with --host-kubeconfig and --host-context"));
        try (Host host = there;
                ShownProgress shown = console().progress()) {
            Clusters clusters = clusters(host);
            shown.stage(
                    "beginning clusters on the host of " + host.description(),
                    () -> clusters.fillPool(spec, size),
                    begun -> begun == 0
                            ? "nothing to begin: as many wait there already"
                            : "begun: %d; they come up by themselves".formatted(begun));
        }
        return ExitCode.OK;
    }
}
