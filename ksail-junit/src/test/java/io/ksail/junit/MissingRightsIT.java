package io.ksail.junit;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.ClusterCreationException;
import io.ksail.cluster.Clusters;
import io.ksail.host.Host;
import io.ksail.spec.ClusterSpec;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What a user of the host lacks is said at once, all of it and nothing else, and nothing is made. */
class MissingRightsIT {

    private static final String NAME = "few-permissions";

    private final HostUsers users = new HostUsers();

    @AfterEach
    void nothing_is_left() {
        users.close();
        TestHost.assertEmpty();
    }

    @Test
    void all_that_is_missing_in_one_message_and_nothing_made() throws IOException {
        try (Host host = HostUsers.as(
                users.token(NAME, HostUsers.documentedWithout("statefulsets create", "nodes list", "pods watch")))) {
            Throwable failure = catchThrowable(
                    () -> Clusters.on(host).create(ClusterSpec.named("denied").build()));
            assertThat(failure).isInstanceOfSatisfying(ClusterCreationException.class, denied -> {
                assertThat(denied.tried())
                        .isEqualTo(
                                "The user 'system:serviceaccount:default:few-permissions' may not create clusters on the"
                                        + " host of context 'few-permissions' of a test");
                assertThat(denied.seen().lines())
                        .containsExactlyInAnyOrder(
                                "may not list nodes",
                                "may not create statefulsets.apps in namespace k3k-denied",
                                "may not watch pods in namespace k3k-denied");
                assertThat(denied.remedy()).contains("docs/host-rbac.yaml");
            });
        }
        assertThat(TestHost.client().namespaces().withName("k3k-denied").get()).isNull();
    }

    @Test
    void what_a_cluster_can_do_without_is_no_reason_to_refuse() throws IOException {
        List<PolicyRule> rules = HostUsers.documentedWithout(
                "roles create",
                "rolebindings create",
                "servicecidrs list",
                "pods create",
                "pods/log get",
                "namespaces list");
        try (Host host = HostUsers.as(users.token(NAME, rules));
                Cluster cluster =
                        Clusters.on(host).create(ClusterSpec.named("modest").build())) {
            assertThat(cluster.client().nodes().list().getItems()).hasSize(1);
        }
    }
}
