package io.ksail.internal.distribution.k3s;

import io.ksail.internal.Versions;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.KubernetesVersion;
import java.util.List;

/** What the nodes' kubelets have to be told, by server and agent alike. */
final class KubeletArguments {

    private KubeletArguments() {}

    /** None for an image of the user's: what is in it is not known. */
    static List<String> of(ClusterSpec spec) {
        KubernetesVersion version = spec.kubernetesVersion().orElse(K3sDistribution.DEFAULT_VERSION);
        return spec.nodeImage().isEmpty() && version.minor() >= Versions.FIRST_WITHOUT_CGROUP_V1
                ? List.of(Versions.K3S_CGROUP_V1)
                : List.of();
    }
}
