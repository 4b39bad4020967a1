package io.ksail.examples;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.junit.NestedCluster;
import io.ksail.junit.NestedClusterMatrix;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The same tests for every version that is to be supported: name more of them, and each has a cluster of its own. */
@NestedCluster
@NestedClusterMatrix(kubernetesVersions = "1.36.4")
class VersionsTest {

    @Test
    void serves_what_we_need(KubernetesClient client) {
        assertThat(client.hasApiGroup("discovery.k8s.io", true)).isTrue();
    }
}
