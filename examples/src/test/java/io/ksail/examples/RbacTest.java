package io.ksail.examples;

import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.junit.AsUser;
import io.ksail.junit.NestedCluster;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What a role allows is tried by somebody who has it, and no other permissions. */
@NestedCluster
class RbacTest {

    @BeforeAll
    static void letDevelopersLook(KubernetesClient admin) {
        admin.resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName("developers-look")
                        .withNamespace("default")
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "view")
                        .addNewSubject()
                        .withKind("Group")
                        .withName("dev")
                        .endSubject()
                        .build())
                .create();
    }

    @Test
    void developers_see_pods_and_no_secrets(@AsUser(name = "alice", groups = "dev") KubernetesClient alice) {
        // The API server learns of a binding some moments after it is there.
        await().ignoreException(KubernetesClientException.class).untilAsserted(() -> assertThat(
                        alice.pods().inNamespace("default").list().getItems())
                .isEmpty());
        assertThatThrownBy(() -> alice.secrets().inNamespace("default").list())
                .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getCode())
                        .isEqualTo(403));
    }
}
