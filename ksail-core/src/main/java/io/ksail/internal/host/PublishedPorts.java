package io.ksail.internal.host;

import java.util.Map;
import java.util.OptionalInt;

/**
 * Node ports of a host that are reached somewhere else than on its nodes, because the nodes' own addresses are not
 * routable from here: a container published by Docker on macOS or Windows, or by a remote engine.
 *
 * @param address the address all of them are reached at
 * @param ports the port there, by node port
 */
public record PublishedPorts(String address, Map<Integer, Integer> ports) {

    /** Copies the ports. */
    public PublishedPorts {
        ports = Map.copyOf(ports);
    }

    /**
     * The port that leads to a node port.
     *
     * @param nodePort a node port of the host
     * @return the port at {@link #address()}; empty when that node port is not published
     */
    public OptionalInt portFor(int nodePort) {
        Integer port = ports.get(nodePort);
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }
}
