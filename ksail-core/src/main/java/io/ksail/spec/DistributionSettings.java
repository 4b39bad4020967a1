package io.ksail.spec;

import java.util.List;
import java.util.Optional;

/**
 * The part of a builder that only some distributions look at.
 *
 * @param <B> the builder
 */
abstract class DistributionSettings<B extends DistributionSettings<B>> {

    ConfigFiles configFiles = ConfigFiles.NONE;
    ChartChoice chart = ChartChoice.DEFAULT;
    Optional<String> imageRegistry = Optional.empty();
    boolean operator;
    boolean installOperator;
    boolean withoutNodes;
    List<String> serverArguments = List.of();

    abstract B self();

    final void settingsOf(ClusterSpec spec) {
        this.configFiles = spec.configFiles();
        this.chart = spec.chart();
        this.imageRegistry = spec.imageRegistry();
        this.operator = spec.operator();
        this.installOperator = spec.installOperator();
        this.withoutNodes = spec.withoutNodes();
        this.serverArguments = spec.serverArguments();
    }

    /**
     * Sets where the chart comes from, for a distribution that Helm installs.
     *
     * @param value the chart; default {@link ChartChoice#DEFAULT}
     * @return this builder
     */
    public B chart(ChartChoice value) {
        this.chart = value;
        return self();
    }

    /**
     * Sets where a distribution's own images are pulled from, for one that Helm installs.
     *
     * @param value a registry, such as {@code registry.example.com} or {@code registry.example.com/mirror}; default
     *     where their vendors have them
     * @return this builder
     * @throws InvalidSpecException if no image could be called so
     */
    public B imageRegistry(String value) {
        ImageReference.require(value + "/image");
        this.imageRegistry = Optional.of(value);
        return self();
    }

    /**
     * Sets whether K3s is made by its operator k3k.
     *
     * @param value default false: by a StatefulSet of our own, which is faster and needs nothing on the host
     * @return this builder
     */
    public B operator(boolean value) {
        this.operator = value;
        return self();
    }

    /**
     * Sets whether the operator may be installed if the host does not have it.
     *
     * @param value default false, because the whole host shares it
     * @return this builder
     */
    public B installOperator(boolean value) {
        this.installOperator = value;
        return self();
    }

    /**
     * Sets whether the cluster is a control plane alone, for tests in which no pod has to run: of definitions, admission,
     * permissions, controllers. It takes a pod without privileges, which gets along with a host's {@code restricted}
     * for pods, and less time and memory. Pods in it stay Pending.
     *
     * @param value default false
     * @return this builder
     * @since 0.1
     */
    public B withoutNodes(boolean value) {
        this.withoutNodes = value;
        return self();
    }

    /**
     * Sets what {@code k3s server} is told besides.
     *
     * @param value arguments such as {@code --kube-apiserver-arg=v=2}; default none
     * @return this builder
     * @throws InvalidSpecException unless each is one line of printable characters
     */
    public B serverArguments(List<String> value) {
        value.forEach(argument -> OneLine.require("serverArguments", argument));
        this.serverArguments = List.copyOf(value);
        return self();
    }

    /**
     * Sets what the distribution is told in its own format.
     *
     * @param value the files, such as {@code ConfigFiles.in(Path.of("src/test/cluster"))}; default {@link
     *     ConfigFiles#NONE}; those of other distributions have no effect
     * @return this builder
     */
    public B configFiles(ConfigFiles value) {
        this.configFiles = value;
        return self();
    }
}
