package io.ksail.cli;

import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.host.HostUnavailableException;
import io.ksail.internal.host.HostFinder;
import io.ksail.spec.KsailConfig;
import io.ksail.spec.RegistryMirrors;
import io.ksail.testcontainers.internal.EmbeddedHosts;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name the host cluster. They beat the environment, which beats {@code ksail.yaml}. */
final class HostOptions {

    @Option(
            names = "--host-kubeconfig",
            paramLabel = "FILE",
            description = "The host's kubeconfig (default: $KSAIL_HOST_KUBECONFIG, then that of ksail.yaml, then"
                    + " ~/.kube/config).")
    private @Nullable String kubeconfig;

    @Option(
            names = "--host-context",
            paramLabel = "NAME",
            description = "The context in it (default: $KSAIL_HOST_CONTEXT, then that of ksail.yaml, then its current"
                    + " context).")
    private @Nullable String context;

    @Option(
            names = "--host",
            paramLabel = "KIND",
            description = "Which kind of host: embedded (in Docker, whatever else is named), kubeconfig, or auto"
                    + " (default: auto: embedded where no kubeconfig with a current context is found).")
    private @Nullable String kind;

    HostRequest request(Optional<KsailConfig> config, Environment environment) {
        HostKind wanted = kind == null ? HostKind.AUTO : Choices.host(kind);
        if (wanted == HostKind.EMBEDDED) {
            requireNothingNamed();
            return HostRequest.embedded();
        }
        HostRequest named = new HostRequest(
                        HostKind.KUBECONFIG,
                        config.flatMap(KsailConfig::hostKubeconfig),
                        config.flatMap(KsailConfig::hostContext))
                .withEnvironment(environment.environment()::apply);
        HostRequest request = new HostRequest(
                named.kind(),
                Optional.ofNullable(kubeconfig)
                        .map(typed -> environment.kubeconfig("--host-kubeconfig", typed))
                        .or(named::kubeconfig),
                Optional.ofNullable(context).or(named::context));
        return wanted == HostKind.AUTO && !HostFinder.leadsAnywhere(request, environment.home())
                ? HostRequest.embedded()
                : request;
    }

    private void requireNothingNamed() {
        if (kubeconfig != null || context != null) {
            throw Usage.wrong(
                    kubeconfig != null ? "--host-kubeconfig" : "--host-context",
                    "--host embedded means another host",
                    "leave one of them out");
        }
    }

    Host host(Optional<KsailConfig> config, Environment environment) {
        return explained(() -> Host.find(request(config, environment)));
    }

    /** The same, where no host is to be started only to see that nothing is on it. */
    Optional<Host> hostIfThere(Optional<KsailConfig> config, Environment environment) {
        HostRequest request = request(config, environment);
        return explained(() -> request.kind() == HostKind.EMBEDDED
                        && !EmbeddedHosts.inDocker().isThere(RegistryMirrors.fromEnvironment())
                ? Optional.empty()
                : Optional.of(Host.find(request)));
    }

    private static <T> T explained(Supplier<T> finding) {
        try {
            return finding.get();
        } catch (HostUnavailableException e) {
            throw new HostUnavailableException(
                    e.tried(),
                    e.seen(),
                    e.remedy() + "\non the command line: --host-kubeconfig FILE and --host-context NAME",
                    e.getCause());
        }
    }
}
