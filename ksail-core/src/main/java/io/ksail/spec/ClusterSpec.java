package io.ksail.spec;

import io.ksail.internal.DistributionDescriptor;
import io.ksail.internal.Durations;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is wanted: one nested cluster. Immutable; made with {@link #named(String)}. Two are equal when everything asked for
 * is equal.
 */
public final class ClusterSpec {

    /** How long a cluster may take to become ready unless told otherwise. */
    public static final Duration DEFAULT_READY_TIMEOUT = Duration.ofMinutes(3);

    /** How long a host keeps a cluster whose maker has fallen silent, unless told otherwise. */
    public static final Duration DEFAULT_LEASE = Duration.ofMinutes(10);

    /** The most nodes that can run a control plane: etcd's own recommendation. */
    public static final int MAX_CONTROL_PLANES = 7;

    /** The most nodes that a cluster can have besides those of its control plane. */
    public static final int MAX_WORKERS = 100;

    private final ClusterName name;
    private final String distribution;
    private final Optional<KubernetesVersion> kubernetesVersion;
    private final Optional<String> nodeImage;
    private final int controlPlanes;
    private final int workers;
    private final ClusterNetworks networks;
    private final Optional<String> gatewayClassName;
    private final Optional<ExposureType> exposure;
    private final Persistence persistence;
    private final NodeResources resources;
    private final Readiness readiness;
    private final Duration readyTimeout;
    private final RegistryMirrors mirrors;
    private final Duration lease;
    private final Optional<String> requestedBy;
    private final ConfigFiles configFiles;
    private final ChartChoice chart;
    private final Optional<String> imageRegistry;
    private final boolean operator;
    private final boolean installOperator;
    private final boolean withoutNodes;
    private final List<String> serverArguments;

    /** Checks every part that does not check itself, and how they go together. */
    ClusterSpec(ClusterSpecBuilder builder) {
        this.name = builder.name;
        this.distribution = builder.distribution;
        this.kubernetesVersion = builder.kubernetesVersion;
        this.nodeImage = builder.nodeImage;
        this.controlPlanes = builder.controlPlanes;
        this.workers = builder.workers;
        this.networks = new ClusterNetworks(builder.podCidr, builder.serviceCidr);
        this.gatewayClassName = builder.gatewayClassName;
        this.exposure = builder.exposure;
        this.persistence = builder.persistence;
        this.resources = builder.resources;
        this.readiness = builder.readiness;
        this.readyTimeout = builder.readyTimeout;
        this.mirrors = builder.mirrors.orElseGet(RegistryMirrors::fromEnvironment);
        this.lease = builder.lease;
        this.requestedBy = builder.requestedBy;
        this.configFiles = builder.configFiles;
        this.chart = builder.chart;
        this.imageRegistry = builder.imageRegistry;
        this.operator = builder.operator;
        this.installOperator = builder.installOperator;
        this.withoutNodes = builder.withoutNodes;
        this.serverArguments = builder.serverArguments;
        requireBetween("controlPlanes", controlPlanes, 1, MAX_CONTROL_PLANES);
        requireBetween("workers", workers, 0, MAX_WORKERS);
        nodeImage.ifPresent(ImageReference::require);
        gatewayClassName.ifPresent(value -> ObjectName.require("GatewayClass", value));
        requestedBy.ifPresent(value -> OneLine.require("requestedBy", value));
        imageRegistry.ifPresent(value -> ImageReference.require(value + "/image"));
        requirePositive("readyTimeout", readyTimeout);
        requirePositive("lease", lease);
        requireGatewayClass(exposure, gatewayClassName);
        networks.requireRoomFor(controlPlanes + workers);
        serverArguments.forEach(value -> OneLine.require("serverArguments", value));
        if (operator) {
            requireKnownTo(DistributionDescriptor::hasOperator, "an operator");
        }
        if (!serverArguments.isEmpty()) {
            requireKnownTo(DistributionDescriptor::takesServerArguments, "serverArguments");
        }
        if (withoutNodes) {
            requireKnownTo(DistributionDescriptor::canBeWithoutNodes, "withoutNodes");
            requireNothingOfNodes();
        }
        requireNamespaceOfItsOwn();
    }

    /**
     * Begins a specification.
     *
     * @param name the cluster's name
     * @return a builder with every default set
     * @throws InvalidSpecException if the name is no DNS label or too long
     */
    public static ClusterSpecBuilder named(String name) {
        return named(new ClusterName(name));
    }

    /**
     * Begins a specification.
     *
     * @param name the cluster's name
     * @return a builder with every default set
     */
    public static ClusterSpecBuilder named(ClusterName name) {
        return new ClusterSpecBuilder(name);
    }

    /**
     * The namespace on the host that holds everything of this cluster.
     *
     * @return the namespace's name, such as {@code k3k-demo}
     */
    public String namespace() {
        return DistributionDescriptor.of(distribution).namespacePrefix() + name;
    }

    /**
     * A builder that starts from this specification.
     *
     * @return a builder with everything set as it is here
     */
    public ClusterSpecBuilder toBuilder() {
        return new ClusterSpecBuilder(this);
    }

    /** {@return the cluster's name} */
    public ClusterName name() {
        return name;
    }

    /** {@return which Kubernetes it runs, as {@link DistributionType} calls it; default K3s} */
    public String distribution() {
        return distribution;
    }

    /** {@return which version; default the one the distribution is tested with} */
    public Optional<KubernetesVersion> kubernetesVersion() {
        return kubernetesVersion;
    }

    /** {@return the image its nodes run, when the distribution's own is not wanted} */
    public Optional<String> nodeImage() {
        return nodeImage;
    }

    /** {@return how many nodes run its control plane, 1 to {@value #MAX_CONTROL_PLANES}; default 1} */
    public int controlPlanes() {
        return controlPlanes;
    }

    /** {@return how many nodes it has besides, 0 to {@value #MAX_WORKERS}; default 0} */
    public int workers() {
        return workers;
    }

    /** {@return the addresses of its pods and Services; default {@link ClusterNetworks#DEFAULT}} */
    public ClusterNetworks networks() {
        return networks;
    }

    /** {@return the host's GatewayClass that exposes its API server; default no Gateway} */
    public Optional<String> gatewayClassName() {
        return gatewayClassName;
    }

    /** {@return the one way to expose its API server that may be used; default the best that works} */
    public Optional<ExposureType> exposure() {
        return exposure;
    }

    /** {@return whether its state outlives its pods; default {@link Persistence#EPHEMERAL}} */
    public Persistence persistence() {
        return persistence;
    }

    /** {@return what each node asks of the host; default nothing in particular} */
    public NodeResources resources() {
        return resources;
    }

    /** {@return how far it must have come before it is handed over; default {@link Readiness#USABLE}} */
    public Readiness readiness() {
        return readiness;
    }

    /** {@return how long that may take before creation fails; default 3 minutes} */
    public Duration readyTimeout() {
        return readyTimeout;
    }

    /** {@return where its nodes pull images from; default what {@code KSAIL_REGISTRY_MIRRORS} says} */
    public RegistryMirrors mirrors() {
        return mirrors;
    }

    /** {@return how long the host keeps the cluster after its maker has fallen silent; default 10 minutes} */
    public Duration lease() {
        return lease;
    }

    /** {@return what the cluster is for, such as a test class; kept on the namespace for whoever finds it} */
    public Optional<String> requestedBy() {
        return requestedBy;
    }

    /** {@return what the distribution is told in its own format; default {@link ConfigFiles#NONE}} */
    public ConfigFiles configFiles() {
        return configFiles;
    }

    /** {@return where the chart of a distribution comes from that Helm installs; default {@link ChartChoice#DEFAULT}} */
    public ChartChoice chart() {
        return chart;
    }

    /**
     * {@return the registry, and a path in it if there is one, that a distribution's own images are pulled from when they
     * are not where their vendor has them}
     */
    public Optional<String> imageRegistry() {
        return imageRegistry;
    }

    /** {@return whether K3s is made by its operator k3k instead of by ourselves; default false} */
    public boolean operator() {
        return operator;
    }

    /** {@return whether the operator, which the whole host shares, may be installed if it is not there} */
    public boolean installOperator() {
        return installOperator;
    }

    /** {@return whether it is a control plane alone, in which no pod runs; default false} */
    public boolean withoutNodes() {
        return withoutNodes;
    }

    /** {@return what {@code k3s server} is told besides, such as {@code --kube-apiserver-arg=v=2}} */
    public List<String> serverArguments() {
        return serverArguments;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClusterSpec spec && parts().equals(spec.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    @Override
    public String toString() {
        return parts().entrySet().stream()
                .map(part -> part.getKey() + "=" + part.getValue())
                .collect(Collectors.joining(", ", "ClusterSpec[", "]"));
    }

    /**
     * Everything that is asked for, by the name of its method here.
     *
     * @return unmodifiable, in the order of the methods
     */
    public Map<String, Object> parts() {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("name", name);
        parts.put("distribution", distribution);
        parts.put("kubernetesVersion", kubernetesVersion);
        parts.put("nodeImage", nodeImage);
        parts.put("controlPlanes", controlPlanes);
        parts.put("workers", workers);
        parts.put("networks", networks);
        parts.put("gatewayClassName", gatewayClassName);
        parts.put("exposure", exposure);
        parts.put("persistence", persistence);
        parts.put("resources", resources);
        parts.put("readiness", readiness);
        parts.put("readyTimeout", readyTimeout);
        parts.put("mirrors", mirrors);
        parts.put("lease", lease);
        parts.put("requestedBy", requestedBy);
        parts.put("configFiles", configFiles);
        parts.put("chart", chart);
        parts.put("imageRegistry", imageRegistry);
        parts.put("operator", operator);
        parts.put("installOperator", installOperator);
        parts.put("withoutNodes", withoutNodes);
        parts.put("serverArguments", serverArguments);
        return Collections.unmodifiableMap(parts);
    }

    private void requireNothingOfNodes() {
        Map<String, Boolean> asked = new LinkedHashMap<>();
        asked.put("workers", workers > 0);
        asked.put("several controlPlanes", controlPlanes > 1);
        asked.put("persistence", persistence.enabled());
        asked.put("operator", operator);
        asked.put("readiness SYSTEM", readiness == Readiness.SYSTEM);
        String both = asked.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        if (!both.isEmpty()) {
            throw new InvalidSpecException(
                    "The cluster '%s' can't be made without nodes".formatted(name),
                    "asked for besides: " + both,
                    "leave withoutNodes out, or what it can't have");
        }
    }

    private void requireNamespaceOfItsOwn() {
        if (!DistributionDescriptor.isNamespaceOf(namespace(), name.value())) {
            throw new InvalidSpecException(
                    "The cluster name '%s' can't be used".formatted(name),
                    "namespace %s is that of an operator, and no cluster's".formatted(namespace()),
                    "choose another name");
        }
    }

    static void requireBetween(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new InvalidSpecException(
                    "The number of %s '%d' can't be used".formatted(field, value),
                    "it is %s".formatted(value < least ? "less than " + least : "more than " + most),
                    "give a number from %d to %d".formatted(least, most));
        }
    }

    private void requireKnownTo(Predicate<DistributionDescriptor> having, String what) {
        if (!having.test(DistributionDescriptor.of(distribution))) {
            String others = DistributionDescriptor.all().stream()
                    .filter(having)
                    .map(DistributionDescriptor::name)
                    .collect(Collectors.joining(" or "));
            throw new InvalidSpecException(
                    "%s with %s can't be used".formatted(distribution, what),
                    "only %s has %s".formatted(others, what),
                    "leave it out, or ask for " + others);
        }
    }

    private static void requireGatewayClass(Optional<ExposureType> exposure, Optional<String> gatewayClassName) {
        if (exposure.equals(Optional.of(ExposureType.GATEWAY)) && gatewayClassName.isEmpty()) {
            throw new InvalidSpecException(
                    "The exposure 'Gateway' can't be used",
                    "no gatewayClassName is given",
                    "give the name of a GatewayClass of the host, or leave exposure out");
        }
    }

    static void requirePositive(String field, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new InvalidSpecException(
                    "The %s '%s' can't be used".formatted(field, value),
                    "it is not a positive duration",
                    "write it like 90s, 3m or 1m30s, or leave it out");
        }
        if (value.compareTo(Durations.LONGEST) > 0) {
            throw new InvalidSpecException(
                    "The %s '%s' can't be used".formatted(field, value),
                    "it is more than %d days".formatted(Durations.LONGEST.toDays()),
                    "write it like 90s, 3m or 1m30s, or leave it out");
        }
    }
}
