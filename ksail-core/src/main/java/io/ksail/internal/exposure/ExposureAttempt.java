package io.ksail.internal.exposure;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.ConfirmedCreation;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What every tier has at hand: the request, the Service of the API inside the host, and the addresses of its nodes.
 *
 * @param request what has to be exposed
 * @param service the Service of type ClusterIP that leads to the API server
 * @param nodeAddresses every address of every node of the host
 */
public record ExposureAttempt(ExposureRequest request, Service service, List<NodeAddress> nodeAddresses) {

    /** Copies the list. */
    public ExposureAttempt {
        nodeAddresses = List.copyOf(nodeAddresses);
    }

    static ExposureAttempt begun(ExposureRequest request) {
        List<NodeAddress> nodeAddresses = request.host().nodes().stream()
                .map(Node::getStatus)
                .flatMap(status -> status.getAddresses().stream())
                .toList();
        Service service = ConfirmedCreation.create(
                request.host().client(), service(request, request.serviceName(), "ClusterIP", request.apiPort()));
        return new ExposureAttempt(request, service, nodeAddresses);
    }

    /**
     * How long a sign of life is waited for: long enough to tell that there is nothing, where another tier comes next;
     * much longer where this is the only one, because a busy controller is then better than none.
     */
    Duration patience(Duration whereAnotherComesNext) {
        Duration ifForced = request.deadline().remaining().dividedBy(4);
        return request.forced().isPresent() && ifForced.compareTo(whereAnotherComesNext) > 0
                ? ifForced
                : whereAnotherComesNext;
    }

    KubernetesClient client() {
        return request.host().client();
    }

    /** A further Service for the same pods, not yet created. */
    Service service(String suffix, String type, int port) {
        return service(request, request.serviceName() + "-" + suffix, type, port);
    }

    ObjectMeta metadata(String name) {
        return metadata(request, name);
    }

    /**
     * Whether what balances load on the host's own nodes, as K3s' ServiceLB does, could take the port from under the
     * host's API server: that listens there on a node, or the host does not let us know.
     */
    boolean hostNeedsApiPort() {
        try {
            EndpointSlice hostApi = client().discovery()
                    .v1()
                    .endpointSlices()
                    .inNamespace("default")
                    .withName("kubernetes")
                    .get();
            return hostApi == null || (listensOnApiPort(hostApi) && isOnNode(hostApi));
        } catch (KubernetesClientException e) {
            return true;
        }
    }

    private boolean listensOnApiPort(EndpointSlice api) {
        return api.getPorts().stream().anyMatch(port -> Objects.equals(port.getPort(), request.apiPort()));
    }

    private boolean isOnNode(EndpointSlice api) {
        return api.getEndpoints().stream()
                .flatMap(endpoint -> endpoint.getAddresses().stream())
                .anyMatch(address -> nodeAddresses.stream().anyMatch(node -> address.equals(node.getAddress())));
    }

    /** Every name under which a client may come: through any node, from a pod of the host, or from this machine. */
    Set<String> sans() {
        Set<String> sans = new LinkedHashSet<>();
        nodeAddresses.forEach(node -> sans.add(node.getAddress()));
        String inNamespace = request.serviceName() + "." + request.namespace();
        sans.add(request.serviceName());
        sans.add(inNamespace);
        sans.add(inNamespace + ".svc");
        sans.add(inNamespace + ".svc.cluster.local");
        sans.addAll(service.getSpec().getClusterIPs());
        sans.add("localhost");
        sans.add("127.0.0.1");
        return sans;
    }

    private static Service service(ExposureRequest request, String name, String type, int port) {
        return new ServiceBuilder()
                .withMetadata(metadata(request, name))
                .withNewSpec()
                .withType(type)
                .withSelector(request.selector())
                .withPublishNotReadyAddresses(true)
                .addNewPort()
                .withName("api")
                .withPort(port)
                .withTargetPort(new IntOrString(request.apiPort()))
                .endPort()
                .endSpec()
                .build();
    }

    private static ObjectMeta metadata(ExposureRequest request, String name) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(request.namespace())
                .withLabels(request.labels())
                .build();
    }
}
