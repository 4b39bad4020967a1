package io.ksail.internal;

import java.util.List;

/** Every version that is used when nobody names one, in this one place, each with the source that says it exists. */
public final class Versions {

    /**
     * The newest patch of each minor version of Kubernetes that nodes of all kinds are known to exist of. Source: the node
     * images in the release notes of kind v0.33.0; K3s has a release {@code v…+k3s1} of each.
     */
    public static final List<String> PATCHES = List.of("1.34.11", "1.35.8", "1.36.4", "1.37.0");

    /** The same for VCluster, whose images of Kubernetes are its own: the table in its source of 2026-08-21. */
    public static final List<String> VCLUSTER_PATCHES = List.of("1.34.0", "1.35.0", "1.36.0");

    /** What nodes run, the embedded host among them: the newest that Talos runs too, as its support matrix says. */
    public static final String KUBERNETES = "1.36.4";

    /** The image of K3s of that version; Docker Hub. */
    public static final String K3S_IMAGE = "rancher/k3s:v" + KUBERNETES + "-k3s1";

    /** The minor version from which on a kubelet refuses control groups of version 1 unless it is told otherwise. */
    public static final int FIRST_WITHOUT_CGROUP_V1 = 35;

    /** What K3s has to be told where that version's kubelets would not start on a host with control groups of version 1. */
    public static final String K3S_CGROUP_V1 = "--kubelet-arg=fail-cgroupv1=false";

    /** Talos 1.13 runs Kubernetes 1.31 to 1.36: its support matrix. */
    public static final String TALOS = "v1.13.9";

    /** The chart of VCluster, which says which Kubernetes it runs; {@code charts.loft.sh}. */
    public static final String VCLUSTER_CHART = "0.37.1";

    /** The chart of the operator k3k; {@code rancher.github.io/k3k}. */
    public static final String K3K_CHART = "1.1.0";

    /** What kind v0.33.0 puts before several control planes. */
    public static final String ENVOY_IMAGE = "envoyproxy/envoy:v1.36.2";

    /** The Docker daemon that nodes are containers of; Docker Hub. */
    public static final String DOCKER_IMAGE = "docker:29-dind";

    private Versions() {}
}
