package com.example.modules;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.junit.NestedCluster;
import io.ksail.spec.ClusterSpec;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@NestedCluster
class ModulePathTest {

    @Test
    void ksail_is_a_module() {
        assertEquals("io.ksail.core", ClusterSpec.class.getModule().getName());
        assertEquals("com.example.modules", ModulePathTest.class.getModule().getName());
    }

    @Test
    void distributions_are_found() {
        Clusters.check(TeamClusters.small("team"));
    }

    @Test
    void a_cluster_can_be_used(KubernetesClient client, Cluster cluster) {
        assertEquals(cluster.kubernetesVersion(), TeamClusters.version(client));
        assertTrue(cluster.kubeconfigFile().isAbsolute());
    }
}
