package io.ksail.spec;

import io.ksail.internal.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is wanted: one nested cluster. Immutable; made with {@link #named(String)}.
 *
 * @param name the cluster's name
 * @param distribution which Kubernetes it runs; default K3s
 * @param kubernetesVersion which version; default the one the distribution is tested with
 * @param nodeImage the image its nodes run, when the distribution's own is not wanted
 * @param controlPlanes how many nodes run its control plane, 1 to {@value #MAX_CONTROL_PLANES}; default 1
 * @param workers how many nodes it has besides, 0 to {@value #MAX_WORKERS}; default 0
 * @param networks the addresses of its pods and Services; default {@link ClusterNetworks#DEFAULT}
 * @param gatewayClassName the host's GatewayClass that exposes its API server; default no Gateway
 * @param exposure the one way to expose its API server that may be used; default the best that works
 * @param persistence whether its state outlives its pods; default {@link Persistence#EPHEMERAL}
 * @param resources what each node asks of the host; default nothing in particular
 * @param readiness how far it must have come before it is handed over; default {@link Readiness#USABLE}
 * @param readyTimeout how long that may take before creation fails; default 3 minutes
 * @param mirrors where its nodes pull images from; default what {@code KSAIL_REGISTRY_MIRRORS} says
 * @param lease how long the host keeps the cluster after its maker has fallen silent; default 10 minutes
 * @param requestedBy what the cluster is for, such as a test class; kept on the namespace for whoever finds it
 * @param configFiles what the distribution is told in its own format; default {@link ConfigFiles#NONE}
 * @param chart where the chart of a distribution comes from that Helm installs; default {@link ChartChoice#DEFAULT}
 * @param imageRegistry the registry, and a path in it if there is one, that a distribution's own images are pulled from
 *     when they are not where their vendor has them
 * @param operator whether K3s is made by its operator k3k instead of by ourselves; default false
 * @param installOperator whether the operator, which the whole host shares, may be installed if it is not there
 * @param serverArguments what {@code k3s server} is told besides, such as {@code --kube-apiserver-arg=v=2}
 */
public record ClusterSpec(
        ClusterName name,
        DistributionType distribution,
        Optional<KubernetesVersion> kubernetesVersion,
        Optional<String> nodeImage,
        int controlPlanes,
        int workers,
        ClusterNetworks networks,
        Optional<String> gatewayClassName,
        Optional<ExposureType> exposure,
        Persistence persistence,
        NodeResources resources,
        Readiness readiness,
        Duration readyTimeout,
        RegistryMirrors mirrors,
        Duration lease,
        Optional<String> requestedBy,
        ConfigFiles configFiles,
        ChartChoice chart,
        Optional<String> imageRegistry,
        boolean operator,
        boolean installOperator,
        List<String> serverArguments) {

    /** How long a cluster may take to become ready unless told otherwise. */
    public static final Duration DEFAULT_READY_TIMEOUT = Duration.ofMinutes(3);

    /** How long a host keeps a cluster whose maker has fallen silent, unless told otherwise. */
    public static final Duration DEFAULT_LEASE = Duration.ofMinutes(10);

    /** The most nodes that can run a control plane: etcd's own recommendation. */
    public static final int MAX_CONTROL_PLANES = 7;

    /** The most nodes that a cluster can have besides those of its control plane. */
    public static final int MAX_WORKERS = 100;

    /**
     * Checks every part that does not check itself, and how they go together.
     *
     * @throws InvalidSpecException if a number of nodes, a name or an image can't be used, a duration is not positive,
     *     its namespace would be that of an operator, the pods' network has too little room for the nodes, or a Gateway is insisted on without a class
     */
    public ClusterSpec {
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
        serverArguments = List.copyOf(serverArguments);
        serverArguments.forEach(value -> OneLine.require("serverArguments", value));
        requireK3s(distribution, operator, serverArguments);
        requireNamespaceOfItsOwn(distribution, name);
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
        return distribution.namespacePrefix() + name;
    }

    /**
     * A builder that starts from this specification.
     *
     * @return a builder with everything set as it is here
     */
    public ClusterSpecBuilder toBuilder() {
        return new ClusterSpecBuilder(this);
    }

    private static void requireNamespaceOfItsOwn(DistributionType distribution, ClusterName name) {
        String namespace = distribution.namespacePrefix() + name;
        if (!DistributionType.isNamespaceOf(namespace, name.value())) {
            throw new InvalidSpecException(
                    "The cluster name '%s' can't be used".formatted(name),
                    "namespace %s is that of an operator, and no cluster's".formatted(namespace),
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

    private static void requireK3s(DistributionType distribution, boolean operator, List<String> serverArguments) {
        if (distribution != DistributionType.K3S && (operator || !serverArguments.isEmpty())) {
            String what = operator ? "an operator" : "serverArguments";
            throw new InvalidSpecException(
                    "%s with %s can't be used".formatted(distribution, what),
                    "only K3s has " + what,
                    "leave it out, or ask for K3s");
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
