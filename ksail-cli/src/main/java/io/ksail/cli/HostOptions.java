package io.ksail.cli;

import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.host.HostUnavailableException;
import io.ksail.spec.KsailConfig;
import java.util.Optional;
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

    HostRequest request(Optional<KsailConfig> config, Environment environment) {
        HostRequest named = new HostRequest(
                        HostKind.KUBECONFIG,
                        config.flatMap(KsailConfig::hostKubeconfig),
                        config.flatMap(KsailConfig::hostContext))
                .withEnvironment(environment.environment()::apply);
        return new HostRequest(
                named.kind(),
                Optional.ofNullable(kubeconfig)
                        .map(typed -> environment.kubeconfig("--host-kubeconfig", typed))
                        .or(named::kubeconfig),
                Optional.ofNullable(context).or(named::context));
    }

    Host host(Optional<KsailConfig> config, Environment environment) {
        try {
            return Host.find(request(config, environment));
        } catch (HostUnavailableException e) {
            throw new HostUnavailableException(
                    e.tried(),
                    e.seen(),
                    e.remedy() + "\non the command line: --host-kubeconfig FILE and --host-context NAME",
                    e.getCause());
        }
    }
}
