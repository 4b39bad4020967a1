package io.ksail.exposure;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.exposure.ExposureResult.Exposed;
import io.ksail.exposure.ExposureResult.PassedOver;
import io.ksail.host.Host;
import io.ksail.host.PublishedPorts;
import io.ksail.internal.Causes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A NodePort Service, reached at a node's ExternalIP, else at the host API's own address when that is a node's, else at
 * a node's InternalIP; or at the port that an embedded host publishes for it.
 *
 * <p>The port is known as soon as the Service is created, before any pod runs.
 */
public final class NodePortTier implements ExposureTier {

    /** Made by {@link java.util.ServiceLoader}. */
    public NodePortTier() {}

    @Override
    public String name() {
        return "NodePort";
    }

    @Override
    public int rank() {
        return 300;
    }

    @Override
    public ExposureResult expose(ExposureRequest request) {
        try {
            List<NodeAddress> nodes = nodeAddresses(request.host());
            Optional<PublishedPorts> published = request.host().publishedPorts();
            Optional<String> address = published
                    .map(PublishedPorts::address)
                    .or(() -> nodeAddress(nodes, request.host().apiAddress()));
            if (address.isEmpty()) {
                return new PassedOver("no node of the host has an ExternalIP or InternalIP");
            }
            Service service = create(request);
            int nodePort = service.getSpec().getPorts().get(0).getNodePort();
            OptionalInt port = published.map(ports -> ports.portFor(nodePort)).orElse(OptionalInt.of(nodePort));
            if (port.isEmpty()) {
                request.host().client().resource(service).delete();
                return new PassedOver(
                        "node port %d is not among those that the embedded host publishes".formatted(nodePort));
            }
            return new Exposed(new Exposure(
                    name(), address.get(), port.getAsInt(), sans(address.get(), request, service, nodes), List.of()));
        } catch (KubernetesClientException e) {
            if (Causes.nobodyAnswered(e)) {
                throw e;
            }
            return new PassedOver(Causes.words(e));
        }
    }

    private static Service create(ExposureRequest request) {
        return request.host()
                .client()
                .services()
                .inNamespace(request.namespace())
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName(request.serviceName())
                        .withLabels(request.labels())
                        .endMetadata()
                        .withNewSpec()
                        .withType("NodePort")
                        .withSelector(request.selector())
                        .withPublishNotReadyAddresses(true)
                        .addNewPort()
                        .withName("api")
                        .withPort(request.apiPort())
                        .withTargetPort(new IntOrString(request.apiPort()))
                        .endPort()
                        .endSpec()
                        .build())
                .create();
    }

    private static List<NodeAddress> nodeAddresses(Host host) {
        return host.nodes().stream()
                .map(Node::getStatus)
                .flatMap(status -> status.getAddresses().stream())
                .toList();
    }

    private static Optional<String> nodeAddress(List<NodeAddress> addresses, String apiAddress) {
        return first(addresses, "ExternalIP")
                .or(() -> addresses.stream()
                        .map(NodeAddress::getAddress)
                        .filter(apiAddress::equals)
                        .findFirst())
                .or(() -> first(addresses, "InternalIP"));
    }

    private static Optional<String> first(List<NodeAddress> addresses, String type) {
        return addresses.stream()
                .filter(address -> type.equals(address.getType()))
                .map(NodeAddress::getAddress)
                .findFirst();
    }

    /** Every name under which a client may come: through any node, from a pod of the host, or from the node itself. */
    private static List<String> sans(
            String address, ExposureRequest request, Service service, List<NodeAddress> nodes) {
        Set<String> sans = new LinkedHashSet<>();
        sans.add(address);
        nodes.forEach(node -> sans.add(node.getAddress()));
        String inNamespace = request.serviceName() + "." + request.namespace();
        sans.add(request.serviceName());
        sans.add(inNamespace);
        sans.add(inNamespace + ".svc");
        sans.add(inNamespace + ".svc.cluster.local");
        sans.addAll(service.getSpec().getClusterIPs());
        sans.add("localhost");
        sans.add("127.0.0.1");
        return List.copyOf(sans);
    }
}
