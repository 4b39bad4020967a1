package io.ksail.cli;

import io.ksail.KsailException;
import io.ksail.cluster.ClusterInfo;
import io.ksail.cluster.Clusters;
import io.ksail.host.Host;
import io.ksail.internal.Causes;
import io.ksail.kubeconfig.Kubeconfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ksail cluster kubeconfig}. */
@Command(
        name = "kubeconfig",
        description = "Write the administrator's kubeconfig of a nested cluster. It holds a private key.",
        footer = {
            "%nExamples:",
            "  ksail cluster kubeconfig demo --output-file demo.yaml",
            "  ksail cluster kubeconfig demo --merge ~/.kube/config --switch-context"
        })
final class KubeconfigCommand extends CommandOnHost {

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The cluster, or its namespace (default: metadata.name of ksail.yaml).")
    private @Nullable String name;

    @ArgGroup
    private @Nullable Where where;

    @Option(
            names = "--switch-context",
            negatable = true,
            description = "With --merge: make it the current context (default: no).")
    private boolean switchContext;

    KubeconfigCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        if (switchContext && (where == null || where.merge == null)) {
            throw Usage.wrong("--switch-context", "nothing is merged", "add --merge FILE");
        }
        Target target = target(name);
        try (Host host = hostOf(target)) {
            Clusters clusters = clusters(host);
            ClusterInfo cluster = clusters.find(target.name()).orElseThrow(() -> missing(target.name(), host));
            write(clusters.kubeconfig(cluster.namespace()));
        }
        return ExitCode.OK;
    }

    private void write(Kubeconfig kubeconfig) {
        if (where == null) {
            console().out().print(kubeconfig.yaml());
        } else if (where.merge != null) {
            UserKubeconfig file = new UserKubeconfig(environment().kubeconfig("--merge", where.merge));
            file.merge(kubeconfig, switchContext);
            console()
                    .say("context %s is in %s"
                            .formatted(
                                    kubeconfig.context(),
                                    file.shown(environment().home())));
        } else if (where.file != null) {
            Path file = environment().path(where.file);
            try {
                kubeconfig.writeTo(file);
            } catch (IOException e) {
                throw new KsailException(
                        "The kubeconfig can't be written to %s".formatted(file),
                        why(file, e),
                        "name a file in a directory that is there and writable",
                        e);
            }
        }
    }

    private static String why(Path file, IOException e) {
        Path directory = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(directory)) {
            return "there is no directory %s".formatted(directory);
        }
        return Files.isDirectory(file) ? "it is a directory" : Causes.message(e);
    }

    /** Where it goes, instead of to standard output. */
    private static final class Where {
        @Option(
                names = "--merge",
                paramLabel = "FILE",
                description = "Put it into a kubeconfig file, beside what is there.")
        private @Nullable String merge;

        @Option(
                names = "--output-file",
                paramLabel = "FILE",
                description = "Write it to a file of its own, for its owner only (0600).")
        private @Nullable String file;
    }
}
