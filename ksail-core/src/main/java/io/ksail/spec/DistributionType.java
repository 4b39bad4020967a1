package io.ksail.spec;

/**
 * Which Kubernetes a nested cluster runs: the names of the distributions that KSail for JUnit brings, as {@code
 * spec.cluster.distribution} in {@code ksail.yaml} and the label {@code ksail.io/distribution} spell them.
 */
public final class DistributionType {

    /** K3s: one process that holds the whole control plane and the node. The fastest to start. */
    public static final String K3S = "K3s";

    /** Upstream Kubernetes made by kubeadm from Kind's node images. */
    public static final String VANILLA = "Vanilla";

    /** Talos Linux nodes. */
    public static final String TALOS = "Talos";

    /** A virtual control plane whose pods run on the host's own nodes. */
    public static final String VCLUSTER = "VCluster";

    private DistributionType() {}
}
