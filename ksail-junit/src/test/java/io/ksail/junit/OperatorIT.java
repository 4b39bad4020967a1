package io.ksail.junit;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.KsailException;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.ClusterInfo;
import io.ksail.cluster.ClusterStatus;
import io.ksail.cluster.Clusters;
import io.ksail.cluster.Deletion;
import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.image.ImageSource;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** K3s by the operator k3k, which the host does not have at first; on a real host. */
class OperatorIT {

    private static final KubernetesClient HOST = TestHost.client();

    private static Cluster plain;
    private static Cluster workers;

    @BeforeAll
    static void create_two_at_once() throws IOException {
        assertThatThrownBy(() -> Clusters.on(TestHost.host())
                        .create(ClusterSpec.named("without").operator(true).build()))
                .isInstanceOf(KsailException.class)
                .hasMessageContaining("The operator k3k can't make cluster 'without'")
                .hasMessageContaining("the host does not have it")
                .hasMessageContaining("installOperator");
        who_may_not_install_it_is_told_so_before_anything_is_made();
        CompletableFuture<Cluster> first = CompletableFuture.supplyAsync(
                () -> Clusters.on(TestHost.host()).create(spec("by-operator").build()));
        workers = Clusters.on(TestHost.host())
                .create(spec("with-worker")
                        .workers(1)
                        .serverArguments(List.of("--kube-apiserver-arg=event-ttl=2h"))
                        .build());
        plain = first.join();
    }

    private static void who_may_not_install_it_is_told_so_before_anything_is_made() throws IOException {
        try (HostUsers users = new HostUsers();
                Host host = HostUsers.as(users.token("few", HostUsers.documentedWith("host-rbac-k3k.yaml")))) {
            assertThatThrownBy(() -> Clusters.on(host).create(spec("without").build()))
                    .isInstanceOf(KsailException.class)
                    .hasMessageContaining("The operator k3k can't make cluster 'without'")
                    .hasMessageContaining("this user, who would have to install it, may not create"
                            + " customresourcedefinitions.apiextensions.k8s.io, create clusterroles.")
                    .hasMessageContaining("have an administrator install its chart");
        }
        assertThat(HOST.namespaces().withName("k3k-without").get()).isNull();
        assertThat(HOST.namespaces().withName("k3k-system").get()).isNull();
    }

    @AfterAll
    static void nothing_is_left_not_even_the_operator() {
        plain.close();
        workers.close();
        TestHost.assertEmpty();
        assertThat(HOST.namespaces().withName("k3k-system").informOnCondition(List::isEmpty))
                .as("the operator goes when nobody has needed it for as long as a lease")
                .succeedsWithin(TestHost.PATIENCE);
        assertThat(HOST.rbac().clusterRoleBindings().informOnCondition(bindings -> bindings.stream()
                        .noneMatch(binding -> binding.getMetadata().getName().matches("k3k.*|ksail-operator"))))
                .succeedsWithin(TestHost.PATIENCE);
        assertThat(HOST.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .informOnCondition(definitions -> definitions.stream()
                                .noneMatch(definition ->
                                        definition.getSpec().getGroup().equals("k3k.io"))))
                .succeedsWithin(TestHost.PATIENCE);
    }

    @Test
    void is_reached_from_outside_and_by_a_process_that_has_nothing_but_the_kubeconfig(@TempDir Path directory)
            throws Exception {
        Path file = directory.resolve("kubeconfig.yaml");
        Clusters.on(TestHost.host()).kubeconfig("with-worker").writeTo(file);
        ChildJvm.start(ListNodes.class, file.toString()).awaitLine("nodes: 2");
        assertThat(plain.kubeconfig().context()).isEqualTo("k3k-by-operator");
    }

    @Test
    void the_operator_is_asked_for_what_the_specification_says() {
        GenericKubernetesResource asked = HOST.genericKubernetesResources("k3k.io/v1beta1", "Cluster")
                .inNamespace("k3k-with-worker")
                .withName("with-worker")
                .get();
        assertThat(asked.<Object>get("spec", "agents")).isEqualTo(1);
        assertThat(asked.<Object>get("spec", "clusterCIDR")).isEqualTo("10.64.0.0/16");
        assertThat(asked.<Object>get("spec", "clusterDNS")).isEqualTo("10.128.0.10");
        assertThat(asked.<Object>get("spec", "persistence", "type")).isEqualTo("ephemeral");
        assertThat(asked.<List<String>>get("spec", "tlsSANs"))
                .contains(workers.exposure().endpoint().address());
        assertThat(asked.<Object>get("status", "phase")).isEqualTo("Ready");
    }

    @Test
    void its_servers_get_every_argument() {
        assertThat(workers.client().nodes().list().getItems())
                .filteredOn(node -> node.getMetadata().getLabels().containsKey("node-role.kubernetes.io/control-plane"))
                .singleElement()
                .satisfies(server -> assertThat(
                                server.getMetadata().getAnnotations().get("k3s.io/node-args"))
                        .contains("\"--disable\",\"traefik\"")
                        .contains("\"--disable\",\"metrics-server\"")
                        .contains("event-ttl=2h"));
    }

    @Test
    void is_listed_and_takes_images() throws Exception {
        ClusterInfo found = Clusters.on(TestHost.host()).find("with-worker").orElseThrow();
        assertThat(found.status()).isEqualTo(ClusterStatus.RUNNING);
        assertThat(found.nodes()).isEqualTo(2);
        ImageSource archive = ImageSource.of(ImageArchive.withBusyboxOf(TestHost.host(), "operator-archived:dev")
                .toString());
        assertThat(workers.loadImages(archive)).isEqualTo(2);
    }

    @Test
    void a_user_without_the_rights_of_an_administrator_creates_and_deletes_one_by_an_operator_that_is_there()
            throws IOException {
        try (HostUsers users = new HostUsers()) {
            String few = users.token("operator-few", HostUsers.documentedWithout());
            try (Host host = HostUsers.as(few)) {
                assertThatThrownBy(() -> Clusters.on(host).create(spec("denied").build()))
                        .hasMessageContaining(
                                "may not create, list, watch, delete clusters.k3k.io in namespace k3k-denied")
                        .hasMessageContaining("docs/host-rbac-k3k.yaml with ksail-host-user-k3k");
            }
            String entitled = users.token("operator-user", HostUsers.documentedWith("host-rbac-k3k.yaml"));
            try (Host host = HostUsers.as(entitled);
                    Cluster cluster = Clusters.on(host).create(spec("by-user").build())) {
                assertThat(cluster.client().nodes().list().getItems()).hasSize(1);
            }
            TestHost.assertGone("k3k-by-user");
        }
    }

    @Test
    @DisabledIfSystemProperty(named = "ksail.it.vendor", matches = "true", disabledReason = "the vendor's can do that")
    void what_the_operator_does_not_accept_ends_the_creation_at_once_in_its_words() {
        assertThatThrownBy(() -> Clusters.on(TestHost.host())
                        .create(spec("refused").controlPlanes(3).build()))
                .hasMessageContaining("The operator k3k does not accept cluster 'refused'")
                .hasMessageContaining("ValidationFailed")
                .hasMessageContaining("clusters of one server");
        TestHost.assertGone("k3k-refused");
    }

    @Test
    void a_cluster_whose_operator_is_gone_is_reported_and_can_be_deleted_by_force() {
        Clusters clusters = Clusters.on(TestHost.host());
        Cluster stuck = clusters.create(spec("stuck").build());
        stuck.keep();
        scaleOperator(0);
        try {
            clusters.delete("stuck", Deletion.requested());
            TestHost.awaitHeldUp("k3k-stuck");
            assertThatThrownBy(() -> clusters.delete("stuck", Deletion.awaited().within(Duration.ofSeconds(2))))
                    .hasMessageContaining("The deletion of namespace k3k-stuck did not end")
                    .hasMessageContaining("k3k.io")
                    .hasMessageContaining("by force");
            assertThat(clusters.delete(
                            "stuck",
                            Deletion.awaited().within(Duration.ofMinutes(2)).forced()))
                    .isTrue();
        } finally {
            scaleOperator(1);
            stuck.close();
        }
    }

    @Test
    void a_killed_process_leaves_nothing() throws Exception {
        ChildJvm victim = ChildJvm.start(Creator.class, TestHost.kubeconfig().toString());
        victim.awaitLine("CREATED");
        victim.kill();
        TestHost.assertGone("k3k-operator-killed");
    }

    /** A process that creates a cluster and then hangs about. */
    static final class Creator {
        public static void main(String[] args) throws InterruptedException {
            Clusters.on(Host.find(
                            new HostRequest(HostKind.KUBECONFIG, Optional.of(Path.of(args[0])), Optional.empty())))
                    .create(VendorOrStandIn.k3k(ClusterSpec.named("operator-killed")
                                    .operator(true)
                                    .lease(Duration.ofSeconds(20)))
                            .build());
            System.out.println("CREATED");
            Thread.currentThread().join();
        }
    }

    private static void scaleOperator(int replicas) {
        var operator = HOST.apps().deployments().inNamespace("k3k-system").withLabel("app.kubernetes.io/name", "k3k");
        String name = operator.list().getItems().get(0).getMetadata().getName();
        HOST.apps().deployments().inNamespace("k3k-system").withName(name).scale(replicas);
        assertThat(HOST.pods()
                        .inNamespace("k3k-system")
                        .withLabel("app.kubernetes.io/name", "k3k")
                        .informOnCondition(pods -> pods.size() == replicas))
                .succeedsWithin(TestHost.PATIENCE);
    }

    private static ClusterSpecBuilder spec(String name) {
        return VendorOrStandIn.k3k(
                ClusterSpec.named(name).operator(true).installOperator(true).lease(Duration.ofSeconds(20)));
    }
}
