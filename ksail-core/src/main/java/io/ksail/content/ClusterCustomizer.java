package io.ksail.content;

import io.ksail.cluster.Cluster;

/** Own code that prepares a cluster before its first test. */
@FunctionalInterface
public interface ClusterCustomizer {

    /**
     * Prepares a cluster. Called once for each cluster, after images, manifests and Helm releases.
     *
     * @param cluster the cluster, which stays its creator's
     * @throws Exception whatever goes wrong; the cluster is then deleted, and its test class fails
     */
    void customize(Cluster cluster) throws Exception;
}
