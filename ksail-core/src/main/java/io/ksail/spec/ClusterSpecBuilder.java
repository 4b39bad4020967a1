package io.ksail.spec;

import io.ksail.internal.DistributionDescriptor;
import java.time.Duration;
import java.util.Optional;

/** Collects what is wanted of a nested cluster; made by {@link ClusterSpec#named(String)}. Not thread-safe. */
public final class ClusterSpecBuilder extends DistributionSettings<ClusterSpecBuilder> {

    ClusterName name;
    String distribution = DistributionType.K3S;
    Optional<KubernetesVersion> kubernetesVersion = Optional.empty();
    Optional<String> nodeImage = Optional.empty();
    int controlPlanes = 1;
    int workers;
    Optional<Cidrs> podCidr = Optional.empty();
    Optional<Cidrs> serviceCidr = Optional.empty();
    Optional<String> gatewayClassName = Optional.empty();
    Optional<ExposureType> exposure = Optional.empty();
    Persistence persistence = Persistence.EPHEMERAL;
    NodeResources resources = NodeResources.DEFAULT;
    Readiness readiness = Readiness.USABLE;
    Duration readyTimeout = ClusterSpec.DEFAULT_READY_TIMEOUT;
    Optional<RegistryMirrors> mirrors = Optional.empty();
    Duration lease = ClusterSpec.DEFAULT_LEASE;
    Optional<String> requestedBy = Optional.empty();

    ClusterSpecBuilder(ClusterName name) {
        this.name = name;
    }

    ClusterSpecBuilder(ClusterSpec spec) {
        this.name = spec.name();
        this.distribution = spec.distribution();
        this.kubernetesVersion = spec.kubernetesVersion();
        this.nodeImage = spec.nodeImage();
        this.controlPlanes = spec.controlPlanes();
        this.workers = spec.workers();
        this.podCidr = spec.networks().podCidr();
        this.serviceCidr = spec.networks().serviceCidr();
        this.gatewayClassName = spec.gatewayClassName();
        this.exposure = spec.exposure();
        this.persistence = spec.persistence();
        this.resources = spec.resources();
        this.readiness = spec.readiness();
        this.readyTimeout = spec.readyTimeout();
        this.mirrors = Optional.of(spec.mirrors());
        this.lease = spec.lease();
        this.requestedBy = spec.requestedBy();
        settingsOf(spec);
    }

    @Override
    ClusterSpecBuilder self() {
        return this;
    }

    /**
     * Gives the cluster another name.
     *
     * @param value the cluster's name
     * @return this builder
     */
    public ClusterSpecBuilder name(ClusterName value) {
        this.name = value;
        return this;
    }

    /**
     * Sets which Kubernetes the cluster runs.
     *
     * @param value the distribution, such as {@link DistributionType#VANILLA}; default {@link DistributionType#K3S}
     * @return this builder
     * @throws InvalidSpecException if there is none that is called so
     */
    public ClusterSpecBuilder distribution(String value) {
        this.distribution = DistributionDescriptor.of(value).name();
        return this;
    }

    /**
     * Sets the Kubernetes version.
     *
     * @param value a version such as {@code 1.36}, which is its newest patch that is known, or {@code 1.36.4}; default the one the distribution is tested with
     * @return this builder
     * @throws InvalidSpecException if the form is wrong
     */
    public ClusterSpecBuilder kubernetesVersion(String value) {
        this.kubernetesVersion = Optional.of(new KubernetesVersion(value));
        return this;
    }

    /**
     * Sets the image that the nodes run, instead of the distribution's own.
     *
     * @param value an image reference that the host's nodes can pull
     * @return this builder
     * @throws InvalidSpecException if it is not of the form of one
     */
    public ClusterSpecBuilder nodeImage(String value) {
        this.nodeImage = Optional.of(ImageReference.require(value));
        return this;
    }

    /**
     * Sets how many nodes run the control plane.
     *
     * @param value 1 to {@value ClusterSpec#MAX_CONTROL_PLANES}; default 1
     * @return this builder
     * @throws InvalidSpecException if it is out of that range
     */
    public ClusterSpecBuilder controlPlanes(int value) {
        ClusterSpec.requireBetween("controlPlanes", value, 1, ClusterSpec.MAX_CONTROL_PLANES);
        this.controlPlanes = value;
        return this;
    }

    /**
     * Sets how many nodes the cluster has besides those of its control plane.
     *
     * @param value 0 to {@value ClusterSpec#MAX_WORKERS}; default 0
     * @return this builder
     * @throws InvalidSpecException if it is out of that range
     */
    public ClusterSpecBuilder workers(int value) {
        ClusterSpec.requireBetween("workers", value, 0, ClusterSpec.MAX_WORKERS);
        this.workers = value;
        return this;
    }

    /**
     * Sets the addresses that pods get.
     *
     * @param value a CIDR, or one of each family separated by a comma; default {@value
     *     ClusterNetworks#DEFAULT_POD_CIDR}
     * @return this builder
     * @throws InvalidSpecException if it is none that Kubernetes can use for pods
     */
    public ClusterSpecBuilder podCidr(String value) {
        this.podCidr = Optional.of(ClusterNetworks.requireForPods(Cidrs.parse(value)));
        return this;
    }

    /**
     * Sets the addresses that Services get.
     *
     * @param value a CIDR, or one of each family separated by a comma; default {@value
     *     ClusterNetworks#DEFAULT_SERVICE_CIDR}
     * @return this builder
     * @throws InvalidSpecException if it is none that Kubernetes can use for Services
     */
    public ClusterSpecBuilder serviceCidr(String value) {
        this.serviceCidr = Optional.of(ClusterNetworks.requireForServices(Cidrs.parse(value)));
        return this;
    }

    /**
     * Sets both networks at once.
     *
     * @param value the networks; default {@link ClusterNetworks#DEFAULT}
     * @return this builder
     */
    public ClusterSpecBuilder networks(ClusterNetworks value) {
        this.podCidr = value.podCidr();
        this.serviceCidr = value.serviceCidr();
        return this;
    }

    /**
     * Has the API server exposed by a Gateway of the host.
     *
     * @param value the name of a GatewayClass of the host; default no Gateway
     * @return this builder
     * @throws InvalidSpecException if it is no name that Kubernetes takes
     */
    public ClusterSpecBuilder gatewayClassName(String value) {
        this.gatewayClassName = Optional.of(ObjectName.require("GatewayClass", value));
        return this;
    }

    /**
     * Insists on one way to expose the API server; if that fails, creation fails.
     *
     * @param value the way; default the best that works
     * @return this builder
     */
    public ClusterSpecBuilder exposure(ExposureType value) {
        this.exposure = Optional.of(value);
        return this;
    }

    /**
     * Sets whether the cluster's state outlives its pods.
     *
     * @param value default {@link Persistence#EPHEMERAL}
     * @return this builder
     */
    public ClusterSpecBuilder persistence(Persistence value) {
        this.persistence = value;
        return this;
    }

    /**
     * Sets what each node asks of the host.
     *
     * @param value requests and limits of its pod; default {@link NodeResources#DEFAULT}
     * @return this builder
     */
    public ClusterSpecBuilder resources(NodeResources value) {
        this.resources = value;
        return this;
    }

    /**
     * Sets how far the cluster must have come before it is handed over.
     *
     * @param value the stage; default {@link Readiness#USABLE}
     * @return this builder
     */
    public ClusterSpecBuilder readiness(Readiness value) {
        this.readiness = value;
        return this;
    }

    /**
     * Sets how long the cluster may take to become ready before creation fails.
     *
     * @param value a positive duration; default 3 minutes
     * @return this builder
     * @throws InvalidSpecException if it is not positive
     */
    public ClusterSpecBuilder readyTimeout(Duration value) {
        ClusterSpec.requirePositive("readyTimeout", value);
        this.readyTimeout = value;
        return this;
    }

    /**
     * Sets where nodes pull images from.
     *
     * @param value the mirrors; default what the environment variable {@code KSAIL_REGISTRY_MIRRORS} says
     * @return this builder
     */
    public ClusterSpecBuilder mirrors(RegistryMirrors value) {
        this.mirrors = Optional.of(value);
        return this;
    }

    /**
     * Sets how long the host keeps the cluster after its maker has fallen silent, killed for example.
     *
     * @param value a positive duration; default 10 minutes
     * @return this builder
     * @throws InvalidSpecException if it is not positive
     */
    public ClusterSpecBuilder lease(Duration value) {
        ClusterSpec.requirePositive("lease", value);
        this.lease = value;
        return this;
    }

    /**
     * Says what the cluster is for; kept on the namespace for whoever finds it.
     *
     * @param value a few words, such as the name of a test class
     * @return this builder
     * @throws InvalidSpecException unless it is one line of at most 4,000 printable characters
     */
    public ClusterSpecBuilder requestedBy(String value) {
        this.requestedBy = Optional.of(OneLine.require("requestedBy", value));
        return this;
    }

    /**
     * The finished specification.
     *
     * @return an immutable value
     * @throws InvalidSpecException if a number of nodes, a name or an image can't be used, a duration is not positive, its
     *     namespace would be that of an operator, the pods' network has too little room for the nodes, or a Gateway is
     *     insisted on without a class
     */
    public ClusterSpec build() {
        return new ClusterSpec(this);
    }
}
