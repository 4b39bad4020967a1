package io.ksail.examples;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import io.ksail.junit.NestedCluster;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A composed annotation, and what it means for the classes inside. */
@TeamCluster
class TeamClusterTest {

    KubernetesClient client;

    @Test
    void runs_the_version_of_the_team(Cluster cluster) {
        assertThat(cluster.kubernetesVersion()).startsWith("v1.36.4");
    }

    @Nested
    class WithoutAClusterOfItsOwn {

        @Test
        void shares_the_one_around_it(Cluster cluster) {
            assertThat(cluster.client()).isSameAs(client);
        }
    }

    @Nested
    @NestedCluster
    class WithAClusterOfItsOwn {

        @Test
        void has_another_one(Cluster own) {
            assertThat(own.client()).isNotSameAs(client);
        }
    }
}
