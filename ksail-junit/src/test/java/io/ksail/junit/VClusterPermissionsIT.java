package io.ksail.junit;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.ClusterCreationException;
import io.ksail.cluster.ClusterInfo;
import io.ksail.cluster.Clusters;
import io.ksail.cluster.Deletion;
import io.ksail.host.Host;
import io.ksail.spec.ChartChoice;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.DistributionType;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Users of the host who have the permissions of docs/host-rbac-vcluster.yaml beside those of docs/host-rbac.yaml, or not. */
class VClusterPermissionsIT {

    private static final String USER = "virtual-permissions";

    private final HostUsers users = new HostUsers();

    @AfterEach
    void nothing_is_left() {
        users.close();
        TestHost.assertEmpty();
    }

    @Test
    void both_files_are_enough_to_create_use_list_and_delete_one() throws IOException {
        try (Host host = HostUsers.as(users.token(USER, HostUsers.documentedWith("host-rbac-vcluster.yaml")))) {
            Clusters clusters = Clusters.on(host);
            try (Cluster cluster =
                    clusters.create(VendorOrStandIn.vcluster(spec("entitled")).build())) {
                assertThat(cluster.client().namespaces().withName("default").get())
                        .isNotNull();
                assertThat(TestHost.client()
                                .pods()
                                .inNamespace(cluster.namespace())
                                .withName("ksail-lease")
                                .get())
                        .as("the pod that guards the lease")
                        .isNotNull();
                assertThat(clusters.list()).extracting(ClusterInfo::name).containsExactly("entitled");
                assertThat(clusters.kubeconfig("entitled").yaml())
                        .isEqualTo(cluster.kubeconfig().yaml());
            }
            clusters.delete("entitled", Deletion.awaited());
            assertThat(TestHost.client()
                            .namespaces()
                            .withName("vcluster-entitled")
                            .get())
                    .isNull();
        }
    }

    @Test
    void the_first_file_alone_is_not_and_all_that_is_missing_is_said_before_anything_is_made() throws IOException {
        try (Host host = HostUsers.as(users.token(USER, HostUsers.documentedWithout()))) {
            ClusterCreationException denied =
                    catchThrowableOfType(ClusterCreationException.class, () -> Clusters.on(host)
                            .create(spec("denied").build()));
            assertThat(denied.tried()).contains("may not create clusters on the host of");
            assertThat(denied.seen().lines())
                    .contains(
                            "may not list, watch, update, patch, delete secrets in namespace vcluster-denied",
                            "may not get, create, list, watch, patch, update deployments.apps in namespace vcluster-denied",
                            "may not patch, update pods/ephemeralcontainers in namespace vcluster-denied")
                    .doesNotHaveDuplicates()
                    .allSatisfy(line -> assertThat(line).endsWith(" in namespace vcluster-denied"));
            assertThat(denied.remedy())
                    .contains("docs/host-rbac.yaml")
                    .contains("docs/host-rbac-vcluster.yaml with ksail-host-user-vcluster");
        }
        assertThat(TestHost.client().namespaces().withName("vcluster-denied").get())
                .isNull();
    }

    /** The chart is not available, which shows that the creation came that far. */
    @Test
    void who_may_grant_anything_need_not_have_what_is_granted() throws IOException {
        List<PolicyRule> install = with(Stream.of(
                        HostUsers.rule(List.of(""), "secrets", "list"),
                        HostUsers.rule(List.of(""), "secrets", "watch"),
                        HostUsers.rule(List.of(""), "secrets", "update"),
                        HostUsers.rule(List.of(""), "serviceaccounts", "get"),
                        HostUsers.rule(List.of("apps"), "deployments", "get"),
                        HostUsers.rule(List.of("apps"), "deployments", "create"),
                        HostUsers.rule(List.of("rbac.authorization.k8s.io"), "rolebindings", "get"),
                        HostUsers.rule(List.of("rbac.authorization.k8s.io"), "roles", "get"),
                        HostUsers.rule(List.of("rbac.authorization.k8s.io"), "roles", "bind"),
                        HostUsers.rule(List.of("rbac.authorization.k8s.io"), "roles", "escalate"))
                .toList());
        ClusterSpec nowhere = spec("granting")
                .chart(ChartChoice.DEFAULT.withRepository("http://127.0.0.1:1"))
                .build();
        try (Host host = HostUsers.as(users.token(USER, install))) {
            assertThatThrownBy(() -> Clusters.on(host).create(nowhere))
                    .hasMessageContaining("The Helm release granting of chart vcluster");
        }
    }

    private static List<PolicyRule> with(List<PolicyRule> more) throws IOException {
        return Stream.concat(HostUsers.documentedWithout().stream(), more.stream())
                .toList();
    }

    private static ClusterSpecBuilder spec(String name) {
        return ClusterSpec.named(name).distribution(DistributionType.VCLUSTER);
    }
}
