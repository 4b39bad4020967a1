package io.ksail.examples;

import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.cluster.Deletion;
import io.ksail.host.Host;
import io.ksail.host.HostRequest;
import io.ksail.spec.ClusterSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The permissions that docs/host-rbac.yaml lists are enough: a user of the host who has no others gets a cluster. */
@DisabledIfSystemProperty(named = "ksail.demo", matches = "true", disabledReason = "shows nothing new")
class HostPermissionsTest {

    private static final String USER = "ksail-test-user";

    @Test
    void a_user_with_the_documented_rights_gets_a_cluster_whose_lease_is_guarded() throws IOException {
        HostRequest embedded = HostRequest.embedded().notShared();
        try (Host host = Host.find(embedded);
                Host asUser = Host.connect(configOf(userOf(host), host), USER, host.clientLocation(), () -> {})) {
            // The API server learns of a binding some moments after it is there.
            await().ignoreException(KubernetesClientException.class)
                    .until(() -> asUser.client().nodes().list() != null);
            try (Cluster cluster = Clusters.on(asUser)
                    .create(ClusterSpec.named("few-permissions").build())) {
                assertThat(cluster.client().nodes().list().getItems()).hasSize(1);
                assertThat(host.client()
                                .pods()
                                .inNamespace(cluster.namespace())
                                .withName("ksail-lease")
                                .get())
                        .as("the pod that guards the lease")
                        .isNotNull();
                assertThat(Clusters.on(asUser).list()).singleElement().satisfies(info -> assertThat(info.apiUrl())
                        .contains(cluster.apiUrl()));
                assertThat(Clusters.on(asUser).kubeconfig("few-permissions").yaml())
                        .isEqualTo(cluster.kubeconfig().yaml());
            }
            Clusters.on(asUser).delete("few-permissions", Deletion.awaited());
            assertThat(host.client()
                            .namespaces()
                            .withName("k3k-few-permissions")
                            .get())
                    .isNull();
        }
    }

    private static ServiceAccount userOf(Host host) throws IOException {
        KubernetesClient admin = host.client();
        try (InputStream permissions = Files.newInputStream(Markdown.root().resolve("docs/host-rbac.yaml"))) {
            admin.load(permissions).create();
        }
        admin.resource(binding()).create();
        return admin.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(USER)
                        .withNamespace("default")
                        .endMetadata()
                        .build())
                .create();
    }

    private static ClusterRoleBinding binding() {
        return new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(USER)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "ksail-host-user")
                .addNewSubject()
                .withKind("ServiceAccount")
                .withName(USER)
                .withNamespace("default")
                .endSubject()
                .build();
    }

    private static Config configOf(ServiceAccount user, Host host) {
        TokenRequest token = host.client().serviceAccounts().resource(user).tokenRequest(new TokenRequest());
        return new ConfigBuilder(host.client().getConfiguration())
                .withClientCertData(null)
                .withClientKeyData(null)
                .withOauthToken(token.getStatus().getToken())
                .build();
    }
}
