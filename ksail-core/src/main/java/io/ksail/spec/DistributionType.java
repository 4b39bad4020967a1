package io.ksail.spec;

/**
 * Which Kubernetes a nested cluster runs. The names are those of {@code spec.cluster.distribution} in {@code
 * ksail.yaml}.
 */
public enum DistributionType {
    /** K3s: one process that holds the whole control plane and the node. The fastest to start. */
    K3S("K3s", "k3k-"),
    /** Upstream Kubernetes made by kubeadm from Kind's node images. */
    VANILLA("Vanilla", "ksail-"),
    /** Talos Linux nodes. */
    TALOS("Talos", "ksail-"),
    /** A virtual control plane whose pods run on the host's own nodes. */
    VCLUSTER("VCluster", "vcluster-");

    private final String yamlName;
    private final String namespacePrefix;

    DistributionType(String yamlName, String namespacePrefix) {
        this.yamlName = yamlName;
        this.namespacePrefix = namespacePrefix;
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

    @Override
    public String toString() {
        return yamlName;
    }
}
