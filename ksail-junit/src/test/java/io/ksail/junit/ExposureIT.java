package io.ksail.junit;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.ClusterInfo;
import io.ksail.cluster.Clusters;
import io.ksail.cluster.Deletion;
import io.ksail.exposure.Endpoint;
import io.ksail.exposure.ExposureException;
import io.ksail.host.ClientLocation;
import io.ksail.host.Host;
import io.ksail.internal.Async;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.DistributionType;
import io.ksail.spec.ExposureType;
import io.ksail.spec.Persistence;
import io.ksail.spec.Readiness;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Every way to expose a nested API server, against the controllers that users have, and what happens when one fails. */
class ExposureIT {

    private static ExposureHost exposing;

    @TempDir
    private Path folder;

    @BeforeAll
    static void controllers() throws IOException {
        exposing = ExposureHost.start();
    }

    /** Envoy Gateway takes a while to take away what it has made for a Gateway that is gone. */
    @AfterAll
    static void controllers_have_nothing_left_either() {
        try {
            assertThat(exposing.client().services().inAnyNamespace().informOnCondition(services -> services.stream()
                            .noneMatch(
                                    service -> service.getMetadata().getName().matches(".*(k3k|ksail|vcluster)-.*"))))
                    .succeedsWithin(TestHost.PATIENCE);
        } finally {
            exposing.close();
        }
    }

    @AfterEach
    void nothing_is_left_and_the_host_is_as_before() {
        try {
            assertThat(exposing.client()
                            .namespaces()
                            .withLabel("ksail.io/managed-by", "ksail")
                            .informOnCondition(List::isEmpty))
                    .succeedsWithin(TestHost.PATIENCE);
        } finally {
            exposing.restore();
        }
    }

    @Test
    void a_cluster_outlives_its_process_and_another_uses_it_with_nothing_but_its_kubeconfig() throws Exception {
        Path host = TestHost.write(exposing.client().getConfiguration());
        List<ExposureType> tiers = List.of(ExposureType.GATEWAY, ExposureType.LOAD_BALANCER, ExposureType.NODE_PORT);
        for (ExposureType tier : tiers) {
            Path kubeconfig = folder.resolve(tier.yamlName());
            ChildJvm.start(CreateAndLeave.class, host.toString(), tier.name(), kubeconfig.toString())
                    .awaitLine(CreateAndLeave.CREATED);
        }
        for (ExposureType tier : tiers) {
            ChildJvm.start(ListNodes.class, folder.resolve(tier.yamlName()).toString())
                    .awaitLine("nodes: 1");
        }
        Clusters clusters = Clusters.on(exposing.host());
        assertThat(clusters.list())
                .extracting(ClusterInfo::exposure)
                .containsExactlyInAnyOrder(
                        Optional.of("Gateway"), Optional.of("LoadBalancer"), Optional.of("NodePort"));
        clusters.list().forEach(cluster -> clusters.delete(cluster.name(), Deletion.awaited()));
    }

    @Test
    void a_gateway_comes_first_and_the_certificate_holds_every_name_the_cluster_may_be_reached_at() throws Exception {
        try (Cluster cluster = create("by-gateway", spec -> spec.gatewayClassName("eg"))) {
            assertThat(cluster.exposure().tier()).isEqualTo(ExposureType.GATEWAY);
            assertThat(cluster.exposure().skipped()).isEmpty();
            Gateway gateway = gateway(cluster);
            assertThat(gateway.getStatus().getAddresses().get(0).getValue())
                    .isEqualTo(cluster.exposure().endpoint().address());
            assertThat(gateway.getSpec().getListeners().get(0).getPort())
                    .isEqualTo(cluster.exposure().endpoint().port());
            assertThat(namesServedAt(cluster))
                    .contains(
                            cluster.exposure().endpoint().address(),
                            "k3k-by-gateway",
                            "k3k-by-gateway.k3k-by-gateway.svc",
                            "k3k-by-gateway.k3k-by-gateway.svc.cluster.local",
                            "localhost",
                            "127.0.0.1")
                    .containsAll(cluster.exposure().sans())
                    .containsAll(exposing.client().nodes().list().getItems().stream()
                            .flatMap(node -> node.getStatus().getAddresses().stream())
                            .map(address -> address.getAddress())
                            .toList());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GATEWAY", "LOAD_BALANCER"})
    void every_distribution_is_exposed_by_the_same_tiers(ExposureType tier) throws Exception {
        List<Cluster> clusters =
                Async.all(Stream.of(DistributionType.VANILLA, DistributionType.TALOS, DistributionType.VCLUSTER)
                        .<Supplier<Cluster>>map(type -> () -> exposedBy(tier, type))
                        .toList());
        for (Cluster cluster : clusters) {
            try (cluster) {
                assertThat(cluster.exposure().tier()).isEqualTo(tier);
                assertThat(namesServedAt(cluster))
                        .contains(
                                cluster.exposure().endpoint().address(),
                                "%s.%s.svc".formatted(cluster.namespace(), cluster.namespace()));
                ChildJvm.start(ListNodes.class, cluster.kubeconfigFile().toString())
                        .awaitLine("the API answers");
                if ("exposed-talos".equals(cluster.name())) {
                    assertThat(TalosGreeting.through(cluster.talosconfig().yaml()))
                            .as("the first byte of the Talos API by the same tier")
                            .isNotNegative();
                }
            }
        }
    }

    private static Cluster exposedBy(ExposureType tier, String type) {
        return create("exposed-" + type.toLowerCase(Locale.ROOT), spec -> {
            spec.distribution(type).gatewayClassName("eg").exposure(tier);
            return type.equals(DistributionType.VCLUSTER) ? VendorOrStandIn.vcluster(spec) : spec;
        });
    }

    @Test
    void without_a_class_it_is_the_load_balancer_on_a_port_that_the_hosts_api_does_not_need() throws Exception {
        try (Cluster cluster = create("by-load-balancer", spec -> spec)) {
            assertThat(cluster.exposure().tier()).isEqualTo(ExposureType.LOAD_BALANCER);
            assertThat(cluster.exposure().endpoint().port()).isBetween(30_000, 32_767);
            assertThat(namesServedAt(cluster))
                    .contains(cluster.exposure().endpoint().address());
            assertThat(exposing.client().getKubernetesVersion()).isNotNull();
        }
    }

    @Test
    void the_address_works_again_when_the_controllers_are_back() {
        try (Cluster cluster = create("restarted", spec -> spec.gatewayClassName("eg"))) {
            exposing.client().pods().inNamespace("envoy-gateway-system").delete();
            exposing.client().pods().inNamespace("metallb-system").delete();
            exposing.awaitControllers();
            exposing.awaitLeader();
            assertAnswers(cluster);
            assertThat(cluster.loss()).isEmpty();
        }
    }

    @Test
    void the_address_stays_when_the_nested_pod_is_made_anew() {
        try (Cluster cluster = create("rescheduled", spec -> spec.gatewayClassName("eg")
                .persistence(Persistence.EPHEMERAL.withEnabled(true)))) {
            Endpoint before = cluster.exposure().endpoint();
            exposing.client()
                    .pods()
                    .inNamespace(cluster.namespace())
                    .withName("k3k-rescheduled-server-0")
                    .withGracePeriod(0)
                    .delete();
            assertAnswers(cluster);
            assertThat(gateway(cluster).getStatus().getAddresses().get(0).getValue())
                    .isEqualTo(before.address());
        }
    }

    @Test
    void an_address_that_the_host_takes_away_is_told() {
        try (Cluster cluster =
                create("moved", spec -> spec.gatewayClassName("eg").exposure(ExposureType.GATEWAY))) {
            String other = exposing.routableAddresses().split("-")[1];
            exposing.client().resource(gateway(cluster)).edit(gateway -> {
                gateway.getSpec()
                        .setAddresses(
                                List.of(new io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewaySpecAddressBuilder()
                                        .withType("IPAddress")
                                        .withValue(other)
                                        .build()));
                return gateway;
            });
            assertThat(exposing.client()
                            .resources(Gateway.class)
                            .inNamespace(cluster.namespace())
                            .informOnCondition(found -> found.get(0).getStatus().getAddresses().stream()
                                    .anyMatch(address -> other.equals(address.getValue()))))
                    .succeedsWithin(TestHost.PATIENCE);
            assertThat(cluster.loss()).hasValueSatisfying(loss -> assertThat(loss)
                    .hasMessageContaining("Cluster 'moved' has lost its address")
                    .hasMessageContaining("Gateway k3k-moved has now " + other + ", and no longer "
                            + cluster.exposure().endpoint().address()));
        }
    }

    @Test
    void a_class_that_is_not_there_is_passed_over_and_the_host_says_which_there_are() {
        try (Cluster cluster = create("no-class", spec -> spec.gatewayClassName("cilium"))) {
            assertThat(cluster.exposure().tier()).isEqualTo(ExposureType.LOAD_BALANCER);
            assertThat(cluster.exposure().skipped()).containsExactly("Gateway: the host has no GatewayClass 'cilium'");
            assertThat(Clusters.on(exposing.host())
                            .find("no-class")
                            .orElseThrow()
                            .skipped())
                    .isEqualTo(cluster.exposure().skipped());
        }
        assertThatThrownBy(() -> create(
                        "no-class", spec -> spec.gatewayClassName("cilium").exposure(ExposureType.GATEWAY)))
                .isInstanceOf(ExposureException.class)
                .hasMessageContaining("The API server of namespace k3k-no-class can't be exposed by Gateway")
                .hasMessageContaining("use one of the host's classes: eg");
    }

    @Test
    void a_class_without_a_controller_is_passed_over() {
        try (FakeGatewayController nobody = new FakeGatewayController(exposing, "nobody")) {
            assertThatThrownBy(() -> create("nobodys", spec -> spec.gatewayClassName(nobody.name())
                            .exposure(ExposureType.GATEWAY)))
                    .hasMessageContaining("no controller has accepted GatewayClass 'nobody': Waiting for controller");
        }
    }

    @Test
    void a_controller_that_never_programs_is_passed_over_with_its_own_words() {
        try (FakeGatewayController lazy = new FakeGatewayController(exposing, "lazy")) {
            lazy.acceptClass();
            lazy.giveEveryGateway("127.0.0.2", "False", "the data plane does not start");
            try (Cluster cluster = create(
                    "unprogrammed", spec -> spec.gatewayClassName("lazy").readyTimeout(Duration.ofSeconds(90)))) {
                assertThat(cluster.exposure().tier()).isEqualTo(ExposureType.LOAD_BALANCER);
                assertThat(cluster.exposure().skipped().get(0))
                        .startsWith("Gateway: Gateway k3k-unprogrammed was not programmed within")
                        .contains("Programmed is False: the data plane does not start");
            }
        }
    }

    /** The controllers of today need routes of version v1: a cluster is the host here, with a controller of the test's own. */
    @Test
    void an_older_gateway_api_is_given_its_route_in_v1alpha2() throws IOException {
        try (Cluster older = create("older", spec -> spec)) {
            ExposureHost.installOlderGatewayApi(older.client());
            try (Host host = Host.connect(
                            older.client().getConfiguration(),
                            "an older host",
                            ClientLocation.of(ClientLocation.Kind.OUTSIDE),
                            () -> {});
                    FakeGatewayController lazy = new FakeGatewayController(host.client(), "lazy", "v1alpha2")) {
                lazy.acceptClass();
                lazy.giveEveryGateway("127.0.0.2", "False", "the route is accepted, the data plane does not start");
                assertThatThrownBy(() -> Clusters.on(host)
                                .create(spec("routed")
                                        .gatewayClassName(lazy.name())
                                        .exposure(ExposureType.GATEWAY)
                                        .readyTimeout(Duration.ofSeconds(30))
                                        .build()))
                        .isInstanceOf(ExposureException.class)
                        .hasMessageContaining("Gateway k3k-routed was not programmed within")
                        .hasMessageContaining("the route is accepted, the data plane does not start");
            }
        }
    }

    /** The nodes run already, with a certificate that does not name the next address: they are made anew. */
    @Test
    void a_gateway_that_leads_nowhere_is_passed_over_for_the_load_balancer() {
        try (FakeGatewayController liar = new FakeGatewayController(exposing, "liar")) {
            liar.acceptClass();
            liar.giveEveryGateway("127.0.0.2", "True", "all is well");
            try (Cluster cluster = create("misled", spec -> spec.gatewayClassName("liar"))) {
                assertThat(cluster.exposure().tier()).isEqualTo(ExposureType.LOAD_BALANCER);
                assertThat(cluster.exposure().skipped().get(0))
                        .startsWith("Gateway: https://127.0.0.2:")
                        .contains("can't be reached from here, though the API server answers:");
                assertThat(cluster.client().nodes().list().getItems()).hasSize(1);
            }
        }
    }

    @Test
    void a_load_balancer_without_addresses_is_passed_over_with_its_own_words() {
        exposing.addresses("127.0.0.3/32");
        exposing.take("127.0.0.3");
        try (Cluster cluster = create("none-left", spec -> spec)) {
            assertThat(cluster.exposure().tier()).isEqualTo(ExposureType.NODE_PORT);
            assertThat(cluster.exposure().skipped().get(0))
                    .startsWith("LoadBalancer: Service k3k-none-left-load-balancer has got no address: ")
                    .contains("no available IPs");
        }
    }

    @Test
    void an_address_that_can_not_be_reached_is_passed_over() {
        exposing.addresses("127.0.0.4/32");
        try (Cluster cluster = create("unreachable", spec -> spec)) {
            assertThat(cluster.exposure().tier()).isEqualTo(ExposureType.NODE_PORT);
            assertThat(cluster.exposure().skipped().get(0))
                    .startsWith("LoadBalancer: https://127.0.0.4:")
                    .contains("can't be reached from here, though the API server answers:");
        }
    }

    @Test
    void where_no_address_can_be_reached_the_api_is_forwarded_while_the_process_has_it_open() {
        ClientLocation walledOff = walledOff();
        exposing.addresses("127.0.0.5/32");
        try (Cluster cluster =
                Clusters.on(exposing.from(walledOff)).create(spec("forwarded").build())) {
            assertThat(cluster.exposure().tier()).isEqualTo(ExposureType.PORT_FORWARD);
            assertThat(cluster.exposure().skipped()).hasSize(2);
            assertThat(cluster.client().nodes().list().getItems()).hasSize(1);
        }
        assertThatThrownBy(() -> Clusters.on(exposing.from(walledOff))
                        .outlivingThisProcess()
                        .create(spec("forwarded").build()))
                .isInstanceOf(ExposureException.class)
                .hasMessageContaining("No address is available for the API server of namespace k3k-forwarded")
                .hasMessageContaining("LoadBalancer: https://127.0.0.5:")
                .hasMessageContaining("NodePort: https://127.0.0.1:");
    }

    @Test
    void a_forwarded_port_goes_on_when_the_pod_behind_it_is_made_anew() {
        try (Cluster cluster = create("forwarded-on", spec -> spec.exposure(ExposureType.PORT_FORWARD)
                .persistence(Persistence.EPHEMERAL.withEnabled(true)))) {
            assertThat(cluster.apiUrl()).startsWith("https://127.0.0.1:");
            exposing.client()
                    .pods()
                    .inNamespace(cluster.namespace())
                    .withName("k3k-forwarded-on-server-0")
                    .withGracePeriod(0)
                    .delete();
            assertAnswers(cluster);
        }
    }

    /** On a host without any of it, found out in moments: the bounds are those that users are promised. */
    @Test
    void what_the_host_does_not_have_is_recognised_quickly() {
        Clusters plain = Clusters.on(HostUsers.sameHostFrom(ClientLocation.of(ClientLocation.Kind.OUTSIDE)));
        try (Cluster cluster = plain.create(spec("plain").gatewayClassName("eg").build())) {
            assertThat(cluster.exposure().tier()).isEqualTo(ExposureType.NODE_PORT);
            assertThat(cluster.exposure().skipped())
                    .containsExactly(
                            "Gateway: the host does not serve TCPRoute of gateway.networking.k8s.io",
                            "LoadBalancer: nothing on the host has observed Service k3k-plain-load-balancer within 2 s");
        }
        TestHost.assertEmpty();
    }

    @Test
    void a_load_balancer_that_serves_others_may_take_longer() {
        try (FakeLoadBalancer slow = new FakeLoadBalancer()) {
            slow.giveLate("k3k-patient");
            try (Cluster cluster = Clusters.on(HostUsers.sameHostFrom(ClientLocation.of(ClientLocation.Kind.OUTSIDE)))
                    .create(spec("patient").build())) {
                assertThat(cluster.exposure().tier()).isEqualTo(ExposureType.LOAD_BALANCER);
            }
        }
        TestHost.assertEmpty();
    }

    private static Cluster create(String name, java.util.function.UnaryOperator<ClusterSpecBuilder> how) {
        return Clusters.on(exposing.host()).create(how.apply(spec(name)).build());
    }

    private static ClusterSpecBuilder spec(String name) {
        return ClusterSpec.named(name).readiness(Readiness.USABLE);
    }

    private static Gateway gateway(Cluster cluster) {
        return exposing.client()
                .resources(Gateway.class)
                .inNamespace(cluster.namespace())
                .withName(cluster.namespace())
                .get();
    }

    /** Every node port of the host leads to a port of this machine where nobody listens. */
    private static ClientLocation walledOff() {
        Map<Integer, Integer> closed =
                IntStream.range(30_000, 32_768).boxed().collect(Collectors.toMap(port -> port, port -> 9));
        return ClientLocation.of(ClientLocation.Kind.OUTSIDE).withNodePortsAt("127.0.0.1", closed);
    }

    private static void assertAnswers(Cluster cluster) {
        org.awaitility.Awaitility.await()
                .atMost(TestHost.PATIENCE)
                .ignoreExceptions()
                .until(() -> cluster.client().raw("/readyz") != null);
    }

    private static List<String> namesServedAt(Cluster cluster) throws Exception {
        KubernetesClient client = cluster.client();
        SSLContext trusting = io.fabric8.kubernetes.client.internal.SSLUtils.sslContext(client.getConfiguration());
        Endpoint endpoint = cluster.exposure().endpoint();
        try (SSLSocket socket =
                (SSLSocket) trusting.getSocketFactory().createSocket(endpoint.address(), endpoint.port())) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(10));
            socket.startHandshake();
            X509Certificate served = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return served.getSubjectAlternativeNames().stream()
                    .map(List::copyOf)
                    .map(entry -> String.valueOf(entry.get(1)))
                    .toList();
        }
    }
}
