package io.ksail.cli;

import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.KsailConfig;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what a cluster is like. Each beats its field in {@code ksail.yaml}. */
final class ClusterOptions {

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The cluster's name (default: metadata.name of ksail.yaml).")
    private @Nullable String name;

    @Option(
            names = "--distribution",
            paramLabel = "NAME",
            completionCandidates = Choices.Distributions.class,
            description = "Which Kubernetes: ${COMPLETION-CANDIDATES} (default: K3s).")
    private @Nullable String distribution;

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description = "What clusters run on; Kubernetes is the only one that this tool has.")
    private @Nullable String provider;

    @Option(
            names = "--kubernetes-version",
            paramLabel = "VERSION",
            description = "Such as 1.36 or 1.36.4 (default: the one that the distribution is tested with).")
    private @Nullable String kubernetesVersion;

    @Option(
            names = "--node-image",
            paramLabel = "IMAGE",
            description = "The image of the nodes, when the distribution's own is not wanted.")
    private @Nullable String nodeImage;

    @Option(names = "--control-planes", paramLabel = "NUMBER", description = "Nodes of the control plane (default: 1).")
    private @Nullable Integer controlPlanes;

    @Option(names = "--workers", paramLabel = "NUMBER", description = "Nodes besides (default: 0).")
    private @Nullable Integer workers;

    @Option(names = "--without-nodes", description = "Make a control plane alone, in which no pod runs.")
    private boolean withoutNodes;

    @Option(
            names = "--pod-cidr",
            paramLabel = "CIDR",
            description = "Addresses of pods (default: 10.64.0.0/16, or one beside the host's).")
    private @Nullable String podCidr;

    @Option(
            names = "--service-cidr",
            paramLabel = "CIDR",
            description = "Addresses of Services (default: 10.128.0.0/16, or one beside the host's).")
    private @Nullable String serviceCidr;

    @Option(
            names = "--gateway-class-name",
            paramLabel = "NAME",
            description = "The host's GatewayClass that exposes the API (default: no Gateway).")
    private @Nullable String gatewayClassName;

    @Option(
            names = "--exposure",
            paramLabel = "NAME",
            description = "How the API is exposed: Gateway, LoadBalancer, NodePort or InCluster (default: the best that"
                    + " works).")
    private @Nullable String exposure;

    @Mixin
    private final PersistenceOptions persistence = new PersistenceOptions();

    @Mixin
    private final MirrorOptions mirrors = new MirrorOptions();

    @Mixin
    private final ChartOptions charts = new ChartOptions();

    @Mixin
    private final TimeOptions times = new TimeOptions();

    /** The name that was given, if one was. */
    Optional<ClusterName> name() {
        return Optional.ofNullable(name).map(ClusterName::new);
    }

    /** What is wanted, once options, environment and file have spoken. */
    ClusterSpec spec(Optional<KsailConfig> config, Environment environment) {
        Choices.requireProvider(provider);
        ClusterSpecBuilder spec = config.map(file -> file.cluster().toBuilder())
                .orElseGet(() -> ClusterSpec.named(name().orElseThrow(ClusterOptions::unnamed)));
        name().ifPresent(spec::name);
        given(distribution).map(Choices::distribution).ifPresent(spec::distribution);
        given(kubernetesVersion).ifPresent(spec::kubernetesVersion);
        given(nodeImage).ifPresent(spec::nodeImage);
        given(controlPlanes).ifPresent(spec::controlPlanes);
        given(workers).ifPresent(spec::workers);
        if (withoutNodes) {
            spec.withoutNodes(true);
        }
        given(podCidr).ifPresent(spec::podCidr);
        given(serviceCidr).ifPresent(spec::serviceCidr);
        given(gatewayClassName).ifPresent(spec::gatewayClassName);
        given(exposure).map(Choices::exposure).ifPresent(spec::exposure);
        persistence.apply(spec, config.map(file -> file.cluster().persistence()));
        mirrors.apply(spec, config.map(file -> file.cluster().mirrors()));
        charts.apply(spec, config.map(file -> file.cluster().chart()));
        times.apply(spec, environment);
        return spec.build();
    }

    boolean limitedInTime() {
        return times.limitedInTime();
    }

    private static RuntimeException unnamed() {
        return Usage.wrong(
                "--name", "it is missing, and there is no ksail.yaml that names the cluster", "give it: --name demo");
    }

    private static <T> Optional<T> given(@Nullable T value) {
        return Optional.ofNullable(value);
    }
}
