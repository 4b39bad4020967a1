package com.example.modules;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.Readiness;

/** A team's own library over KSail, in a module. */
final class TeamClusters {

    private TeamClusters() {}

    static ClusterSpec small(String name) {
        return ClusterSpec.named(name).readiness(Readiness.API).build();
    }

    static String version(KubernetesClient client) {
        return client.getKubernetesVersion().getGitVersion();
    }
}
