package io.ksail.internal.exposure;

import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Service;
import io.ksail.exposure.Endpoint;
import io.ksail.host.ClientLocation;
import io.ksail.internal.ConfirmedCreation;
import io.ksail.spec.ExposureType;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

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
    public ExposureType type() {
        return ExposureType.NODE_PORT;
    }

    @Override
    public Result expose(ExposureAttempt attempt) {
        ClientLocation location = attempt.request().host().clientLocation();
        List<String> addresses = location.nodePortAddress()
                .map(List::of)
                .orElseGet(() -> addresses(
                        attempt.nodeAddresses(), attempt.request().host().apiAddress()));
        if (addresses.isEmpty()) {
            return new Skipped(
                    "no node of the host has an ExternalIP or InternalIP",
                    "give the host's nodes an address that can be reached from here");
        }
        Service service = ConfirmedCreation.create(
                attempt.client(),
                attempt.service("node-port", "NodePort", attempt.request().apiPort()));
        int nodePort = service.getSpec().getPorts().get(0).getNodePort();
        OptionalInt port = location.portFor(nodePort);
        Runnable withdrawal = () -> attempt.client().resource(service).delete();
        if (port.isEmpty()) {
            withdrawal.run();
            return new Skipped(
                    "node port %d is not among those that the embedded host publishes".formatted(nodePort),
                    "close clusters that are not needed any more");
        }
        return new Offered(new Offer.Fixed(
                type(),
                addresses.stream()
                        .map(address -> new Endpoint(address, port.getAsInt()))
                        .toList(),
                withdrawal));
    }

    /** One of each sort, as all nodes of a host are usually reached alike. */
    static List<String> addresses(List<NodeAddress> all, String apiAddress) {
        Stream<String> api = all.stream().map(NodeAddress::getAddress).filter(apiAddress::equals);
        return Stream.of(ofType(all, "ExternalIP"), api, ofType(all, "InternalIP"))
                .flatMap(sort -> sort.limit(1))
                .distinct()
                .toList();
    }

    private static Stream<String> ofType(List<NodeAddress> all, String type) {
        return all.stream().filter(address -> type.equals(address.getType())).map(NodeAddress::getAddress);
    }
}
