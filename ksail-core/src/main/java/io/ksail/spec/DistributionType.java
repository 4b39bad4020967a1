package io.ksail.spec;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Which Kubernetes a nested cluster runs. The names are those of {@code spec.cluster.distribution} in {@code
 * ksail.yaml}.
 */
public enum DistributionType {
    /** K3s: one process that holds the whole control plane and the node. The fastest to start. */
    K3S("K3s", "k3k-", Optional.empty()),
    /** Upstream Kubernetes made by kubeadm from Kind's node images. */
    VANILLA("Vanilla", "ksail-", Optional.of("kind.yaml")),
    /** Talos Linux nodes. */
    TALOS("Talos", "ksail-", Optional.of("talos")),
    /** A virtual control plane whose pods run on the host's own nodes. */
    VCLUSTER("VCluster", "vcluster-", Optional.of("vcluster.yaml"));

    private static final Set<String> OF_OPERATORS =
            Set.of("k3k-system", "ksail-system", "vcluster-system", "vcluster-platform");

    private final String yamlName;
    private final String namespacePrefix;
    private final Optional<String> configName;

    DistributionType(String yamlName, String namespacePrefix, Optional<String> configName) {
        this.yamlName = yamlName;
        this.namespacePrefix = namespacePrefix;
        this.configName = configName;
    }

    /**
     * The name as {@code ksail.yaml} and the label {@code ksail.io/distribution} spell it.
     *
     * @return the name, such as {@code K3s}
     */
    public String yamlName() {
        return yamlName;
    }

    /**
     * What the name of the host's namespace starts with; the cluster's name follows.
     *
     * @return the prefix, such as {@code k3k-}
     */
    public String namespacePrefix() {
        return namespacePrefix;
    }

    /**
     * The file or folder beside {@code ksail.yaml} that configures this distribution in its own format, called as KSail
     * calls it.
     *
     * @return its name, such as {@code kind.yaml}; empty for a distribution that is not configured so
     */
    public Optional<String> configName() {
        return configName;
    }

    /**
     * Whether a namespace has the name that the namespace of a cluster has. Those of operators and platforms have the same
     * form, and are never a cluster's.
     *
     * @param namespace the namespace's name
     * @param cluster the cluster's name
     * @return true if it is that of a cluster of this name, of whichever distribution
     */
    public static boolean isNamespaceOf(String namespace, String cluster) {
        return !OF_OPERATORS.contains(namespace)
                && Arrays.stream(values()).anyMatch(type -> namespace.equals(type.namespacePrefix + cluster));
    }

    @Override
    public String toString() {
        return yamlName;
    }
}
