package io.ksail.junit;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.host.ClientLocation;
import io.ksail.host.Host;
import io.ksail.host.HostRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A host of its own with real controllers: MetalLB, and Envoy Gateway with the class {@code eg}. Seen from outside, as a
 * host that somebody else runs. Addresses for its Services are taken from the engine's own network, where they are
 * routable from this machine.
 */
final class ExposureHost implements AutoCloseable {

    private final Host embedded;
    private final Host host;

    private ExposureHost(Host embedded, Host host) {
        this.embedded = embedded;
        this.host = host;
    }

    static ExposureHost start() throws IOException {
        Host embedded = Host.find(HostRequest.embedded().notShared());
        ExposureHost host = new ExposureHost(embedded, from(embedded, ClientLocation.of(ClientLocation.Kind.OUTSIDE)));
        try {
            host.install();
            return host;
        } catch (IOException | RuntimeException | Error e) {
            host.close();
            throw e;
        }
    }

    Host host() {
        return host;
    }

    KubernetesClient client() {
        return host.client();
    }

    /** The same host, seen from somewhere else. */
    Host from(ClientLocation clientLocation) {
        return from(embedded, clientLocation);
    }

    /** From now on a Service of somebody else has the address. */
    void take(String address) {
        Resource<Service> service = client().services()
                .inNamespace("default")
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName("taking")
                        .endMetadata()
                        .withNewSpec()
                        .withType("LoadBalancer")
                        .withLoadBalancerIP(address)
                        .addNewPort()
                        .withPort(80)
                        .endPort()
                        .endSpec()
                        .build());
        service.create();
        assertThat(service.informOnCondition(found -> found.stream().anyMatch(taking -> !taking.getStatus()
                        .getLoadBalancer()
                        .getIngress()
                        .isEmpty())))
                .as("the Service that takes " + address)
                .succeedsWithin(TestHost.PATIENCE);
    }

    /** Load balancers get every routable address again, whatever a test has left. */
    void restore() {
        client().services().inNamespace("default").withName("taking").delete();
        addresses(routableAddresses());
    }

    /** The addresses that load balancers get from now on. */
    void addresses(String range) {
        // MetalLB's webhook may answer a little after its Deployment is available.
        Awaitility.await()
                .atMost(TestHost.PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> apply("""
                apiVersion: metallb.io/v1beta1
                kind: IPAddressPool
                metadata: {name: all, namespace: metallb-system}
                spec: {addresses: ["%s"]}
                """.formatted(range)));
    }

    /** A hundred addresses of the engine's network that it itself gives away late, and other hosts there do not use. */
    String routableAddresses() {
        String node = embedded.nodes().get(0).getStatus().getAddresses().get(0).getAddress();
        String[] parts = node.split("\\.");
        String network = "%s.%s.%d.".formatted(parts[0], parts[1], 200 + Integer.parseInt(parts[3]) % 50);
        return network + "100-" + network + "199";
    }

    private static Host from(Host embedded, ClientLocation clientLocation) {
        return Host.connect(embedded.client().getConfiguration(), "a host with controllers", clientLocation, () -> {});
    }

    private void install() throws IOException {
        apply(manifest("metallb.yaml"));
        apply(manifest("gateway-api.yaml"));
        awaitDefinitions(client());
        apply(manifest("envoy-gateway.yaml"));
        awaitControllers();
        addresses(routableAddresses());
        apply("""
                apiVersion: metallb.io/v1beta1
                kind: L2Advertisement
                metadata: {name: all, namespace: metallb-system}
                """);
    }

    /** The Gateway API as it was before 1.6: what this project needs of it, with routes in {@code v1alpha2} only. */
    static void installOlderGatewayApi(KubernetesClient host) throws IOException {
        try (InputStream content = Files.newInputStream(manifest("gateway-api.yaml"))) {
            for (HasMetadata object : host.load(content).items()) {
                String name = object.getMetadata().getName();
                if (object instanceof CustomResourceDefinition crd
                        && name.matches("(gateways|gatewayclasses|tcproutes)\\..*")) {
                    if (name.startsWith("tcproutes.")) {
                        crd.getSpec().getVersions().removeIf(version -> !version.getName()
                                .equals("v1alpha2"));
                        crd.getSpec().getVersions().forEach(version -> {
                            version.setServed(true);
                            version.setStorage(true);
                        });
                    }
                    host.resource(crd).serverSideApply();
                }
            }
        }
        awaitDefinitions(host);
    }

    private static void awaitDefinitions(KubernetesClient host) {
        assertThat(host.apiextensions().v1().customResourceDefinitions().informOnCondition(crds -> crds.stream()
                        .allMatch(ExposureHost::isEstablished)))
                .succeedsWithin(TestHost.PATIENCE);
    }

    private static Path manifest(String name) {
        return Path.of(System.getenv("KSAIL_TESTBED_MANIFESTS")).resolve(name);
    }

    /** Envoy Gateway that has been started anew does nothing before the lease of the one before has run out. */
    void awaitLeader() {
        String namespace = "envoy-gateway-system";
        List<String> pods = client().pods().inNamespace(namespace).list().getItems().stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
        assertThat(client().leases().inNamespace(namespace).informOnCondition(leases -> leases.stream()
                        .allMatch(lease -> pods.stream()
                                .anyMatch(pod -> String.valueOf(lease.getSpec().getHolderIdentity())
                                        .startsWith(pod)))))
                .as("one of %s leads", pods)
                .succeedsWithin(TestHost.PATIENCE);
    }

    void awaitControllers() {
        for (String namespace : List.of("metallb-system", "envoy-gateway-system")) {
            assertThat(client().apps()
                            .deployments()
                            .inNamespace(namespace)
                            .informOnCondition(found -> !found.isEmpty()
                                    && found.stream()
                                            .allMatch(deployment -> deployment.getStatus() != null
                                                    && Integer.valueOf(1)
                                                            .equals(deployment
                                                                    .getStatus()
                                                                    .getAvailableReplicas()))))
                    .as("controllers in %s", namespace)
                    .succeedsWithin(3, TimeUnit.MINUTES);
        }
    }

    private static boolean isEstablished(CustomResourceDefinition crd) {
        return crd.getStatus() != null
                && crd.getStatus().getConditions() != null
                && crd.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Established".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private void apply(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            client().load(content).items().forEach(this::apply);
        }
    }

    void apply(String yaml) {
        apply(Serialization.unmarshal(yaml, GenericKubernetesResource.class));
    }

    private void apply(HasMetadata object) {
        client().resource(object).fieldManager("ksail-test").forceConflicts().serverSideApply();
    }

    @Override
    public void close() {
        host.close();
        embedded.close();
    }
}
