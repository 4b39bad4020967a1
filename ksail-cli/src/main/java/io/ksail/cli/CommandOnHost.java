package io.ksail.cli;

import io.ksail.cluster.Clusters;
import io.ksail.host.Host;
import io.ksail.internal.Redaction;
import io.ksail.spec.ClusterName;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.KsailConfig;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** A command that has to do with the clusters of a host. */
abstract class CommandOnHost implements Callable<Integer> {

    /** What an unnamed cluster of a file is called where its name does not matter. */
    private static final ClusterName NAME_DOES_NOT_MATTER = new ClusterName("unnamed");

    static final String NO_EMBEDDED_HOST = "no host is named, and no embedded host runs";

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private final Session session;

    @Mixin
    private final ConfigFile configFile = new ConfigFile();

    @Mixin
    private final HostOptions hostOptions = new HostOptions();

    CommandOnHost(Session session) {
        this.session = session;
    }

    Console console() {
        return session.console();
    }

    Environment environment() {
        return session.environment();
    }

    Interruption interruption() {
        return session.interruption();
    }

    /** The file, where the cluster is called {@code name}, or has no name that matters. */
    Optional<KsailConfig> config(Optional<ClusterName> name) {
        return configFile.read(environment(), name.orElse(NAME_DOES_NOT_MATTER));
    }

    /** The file, whose cluster is the one that is meant. */
    Optional<KsailConfig> configThatNames() {
        return configFile.read(environment());
    }

    Host host(Optional<KsailConfig> config) {
        return hostOptions.host(config, environment());
    }

    /** Empty where no embedded host runs that would have to be started only to see that nothing is on it. */
    Optional<Host> hostIfThere(Optional<KsailConfig> config) {
        return hostOptions.hostIfThere(config, environment());
    }

    /** The host that a cluster has to be on. */
    Host hostOf(Target target) {
        return hostIfThere(target.config())
                .orElseThrow(() -> new NoSuchClusterException(
                        "Cluster '%s' can't be found".formatted(target.name()),
                        NO_EMBEDDED_HOST,
                        "name the host with --host-kubeconfig and --host-context, or create the cluster: ksail cluster"
                                + " create"));
    }

    /** The cluster that is meant, on the command line or else in the file. */
    Target target(@Nullable String typed) {
        if (typed != null) {
            return new Target(named(typed), config(Optional.empty()));
        }
        Optional<KsailConfig> config = configThatNames();
        String name = config.map(file -> file.cluster().name().value())
                .orElseThrow(() -> Usage.wrong(
                        "NAME",
                        "it is missing, and there is no ksail.yaml that names the cluster",
                        "give it; see which there are: ksail cluster list"));
        return new Target(name, config);
    }

    /** What can be the name of no cluster and of no namespace is not looked for. */
    static String named(String typed) {
        if (!NAME.matcher(typed).matches()) {
            throw new InvalidSpecException(
                    "The cluster name '%s' can't be used".formatted(Redaction.quoted(typed)),
                    "no cluster and no namespace can be called so",
                    "see which there are: ksail cluster list");
        }
        return typed;
    }

    static NoSuchClusterException missing(String name, Host host) {
        return new NoSuchClusterException(
                "Cluster '%s' can't be found".formatted(name),
                "the host of %s has no cluster of that name".formatted(host.description()),
                "see which there are: ksail cluster list");
    }

    static Clusters clusters(Host host) {
        return Clusters.on(host).outlivingThisProcess();
    }

    /**
     * A cluster that is meant.
     *
     * @param name its name, or that of its namespace
     * @param config the file, if there is one
     */
    record Target(String name, Optional<KsailConfig> config) {}
}
