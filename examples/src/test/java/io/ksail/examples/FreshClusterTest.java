package io.ksail.examples;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.junit.NestedCluster;
import io.ksail.junit.Scope;
import io.ksail.spec.Readiness;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that change what the whole cluster shares: each has a new one. */
@NestedCluster(scope = Scope.METHOD, readiness = Readiness.API)
class FreshClusterTest {

    KubernetesClient client;

    @Test
    void makes_a_namespace() {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("team-a")
                        .endMetadata()
                        .build())
                .create();
        assertThat(client.namespaces().withName("team-a").get()).isNotNull();
    }

    @Test
    void does_not_see_it() {
        assertThat(client.namespaces().withName("team-a").get()).isNull();
    }
}
