package io.ksail.host;

/** Which sort of host cluster to use. */
public enum HostKind {
    /** The cluster that a kubeconfig or context names, if one is named anywhere; else {@link #EMBEDDED}. */
    AUTO,
    /** A K3s in Docker, which the user's test runs share; gone soon after the last of them. */
    EMBEDDED,
    /**
     * An existing cluster; without a file or context named, the current context of {@code ~/.kube/config}, or, in a pod
     * where there is no such file, the cluster around that pod with its service account.
     */
    KUBECONFIG
}
