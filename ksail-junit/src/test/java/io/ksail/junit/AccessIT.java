package io.ksail.junit;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.access.Access;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.spec.ClusterSpec;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Others than the administrator, in a real nested cluster. */
class AccessIT {

    static Cluster cluster;
    static Path leftOver;

    @BeforeAll
    static void create() {
        cluster =
                Clusters.on(TestHost.host()).create(ClusterSpec.named("others").build());
    }

    @AfterAll
    static void close() {
        cluster.close();
        assertThat(leftOver).doesNotExist();
        TestHost.assertEmpty();
    }

    @Test
    void a_user_is_who_they_say_and_may_do_what_rbac_says() {
        Access alice = cluster.asUser("alice@example.com, O=none", "dev", "system-testers");
        SelfSubjectReview self =
                alice.client().resource(new SelfSubjectReview()).create();
        assertThat(self.getStatus().getUserInfo().getUsername()).isEqualTo("alice@example.com, O=none");
        assertThat(self.getStatus().getUserInfo().getGroups())
                .containsExactlyInAnyOrder("dev", "system-testers", "system:authenticated");
        assertForbidden(alice.client());

        bind("User", "alice@example.com, O=none", null);
        awaitAllowed(alice.client());
        assertThatThrownBy(() -> alice.client()
                        .pods()
                        .inNamespace("default")
                        .withName("x")
                        .delete())
                .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getCode())
                        .isEqualTo(HttpURLConnection.HTTP_FORBIDDEN));
        leftOver = alice.kubeconfigFile();
        assertThat(leftOver).hasContent(alice.kubeconfig().yaml());
        assertThat(cluster.client()
                        .certificates()
                        .v1()
                        .certificateSigningRequests()
                        .list()
                        .getItems())
                .noneMatch(request -> request.getMetadata().getName().startsWith("ksail-"));
    }

    @Test
    void who_asks_twice_gets_the_same_client_and_who_is_in_other_groups_is_another_one() {
        assertThat(cluster.asUser("bob", "dev").client())
                .isSameAs(cluster.asUser("bob", "dev").client())
                .isNotSameAs(cluster.asUser("bob").client());
    }

    @Test
    void a_service_account_has_a_token_of_its_own_and_a_new_one_when_it_was_made_again() {
        serviceAccount("operator");
        Access operator = cluster.asServiceAccount("default", "operator");
        assertForbidden(operator.client());
        bind("ServiceAccount", "operator", "default");
        awaitAllowed(operator.client());
        assertThat(operator.user()).isEqualTo("system:serviceaccount:default:operator");

        cluster.client()
                .serviceAccounts()
                .inNamespace("default")
                .withName("operator")
                .delete();
        serviceAccount("operator");
        Access again = cluster.asServiceAccount("default", "operator");
        assertThat(again).isNotSameAs(operator);
        awaitAllowed(again.client());
    }

    @Test
    void a_service_account_that_is_not_there_is_named() {
        assertThatThrownBy(() -> cluster.asServiceAccount("default", "nobody"))
                .isInstanceOf(KsailException.class)
                .hasMessageContaining(
                        "There is no client for ServiceAccount 'nobody' in namespace 'default' of cluster 'others'")
                .hasMessageContaining("it does not exist");
    }

    @Test
    void what_the_cluster_says_against_a_user_is_passed_on() {
        assertThatThrownBy(() -> cluster.asUser("root", "system:masters"))
                .isInstanceOf(KsailException.class)
                .hasMessageContaining("There is no client for user 'root' of cluster 'others'")
                .hasMessageContaining("system:masters");
    }

    @Test
    void elements_are_given_what_their_annotations_say() {
        Kit.runWell(1, MarkedTestCases.class);
        assertThat(Kit.failureOf(Kit.run(MisusedTestCases.class)))
                .hasMessageContaining("it has both @AsUser and @AsServiceAccount");
    }

    @NestedCluster(name = "marked")
    static class MarkedTestCases {

        @AsUser(name = "alice", groups = "dev")
        KubernetesClient alice;

        @BeforeAll
        static void serviceAccount(KubernetesClient client) {
            client.resource(new ServiceAccountBuilder()
                            .withNewMetadata()
                            .withName("operator")
                            .withNamespace("default")
                            .endMetadata()
                            .build())
                    .create();
        }

        @Test
        void are_others(
                @AsUser(name = "alice", groups = "dev") KubernetesClient sameAlice,
                @AsServiceAccount(name = "operator") Config operator,
                @AsUser(name = "alice", groups = "dev") @Kubeconfig Path file) {
            assertThat(alice).isSameAs(sameAlice);
            assertForbidden(alice);
            assertThat(operator.getAutoOAuthToken()).isNotBlank();
            assertThat(file).content().contains("alice@k3k-marked");
        }
    }

    @NestedCluster(name = "marked")
    static class MisusedTestCases {
        @AsUser(name = "alice")
        @AsServiceAccount(name = "operator")
        KubernetesClient both;

        @Test
        void runs() {}
    }

    private static void assertForbidden(KubernetesClient client) {
        assertThatThrownBy(() -> client.pods().inNamespace("default").list())
                .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getCode())
                        .isEqualTo(HttpURLConnection.HTTP_FORBIDDEN));
    }

    /** The API server learns of a binding some moments after it is there. */
    private static void awaitAllowed(KubernetesClient client) {
        await().atMost(TestHost.PATIENCE)
                .ignoreException(KubernetesClientException.class)
                .until(() -> client.pods().inNamespace("default").list() != null);
    }

    private static void serviceAccount(String name) {
        cluster.client()
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace("default")
                        .endMetadata()
                        .build())
                .create();
    }

    private static void bind(String kind, String name, String namespace) {
        cluster.client()
                .resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withGenerateName("views-")
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "view")
                        .addNewSubject()
                        .withKind(kind)
                        .withName(name)
                        .withNamespace(namespace)
                        .endSubject()
                        .build())
                .create();
    }
}
