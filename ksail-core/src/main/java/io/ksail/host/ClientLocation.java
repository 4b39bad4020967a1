package io.ksail.host;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * From where a host is seen, which decides what of it can be reached.
 *
 * @param kind where this process stands
 * @param nodePortAddress where the host's node ports are reached when that is not on its nodes, because the nodes'
 *     addresses are not routable from here, such as those of a container published by Docker on macOS or by a remote engine
 * @param publishedNodePorts the port at that address, by node port; those that are not in it are not reached
 */
public record ClientLocation(Kind kind, Optional<String> nodePortAddress, Map<Integer, Integer> publishedNodePorts) {

    /** Where this process stands. */
    public enum Kind {
        /** Outside of a host that somebody else runs. */
        OUTSIDE,
        /** In a pod of the host. */
        IN_A_POD,
        /** Beside a host that KSail has started itself. */
        BESIDE_EMBEDDED
    }

    /** Copies the ports. */
    public ClientLocation {
        publishedNodePorts = Map.copyOf(publishedNodePorts);
    }

    /**
     * Where node ports are reached on the nodes.
     *
     * @param kind where this process stands
     * @return the location
     */
    public static ClientLocation of(Kind kind) {
        return new ClientLocation(kind, Optional.empty(), Map.of());
    }

    /**
     * Where node ports are reached somewhere else than on the nodes.
     *
     * @param address such as that of the Docker engine's machine
     * @param ports the port there, by node port
     * @return the location
     */
    public ClientLocation withNodePortsAt(String address, Map<Integer, Integer> ports) {
        return new ClientLocation(kind, Optional.of(address), ports);
    }

    /**
     * The port that leads to a node port.
     *
     * @param nodePort a node port of the host
     * @return the port at {@link #nodePortAddress()}, or else on the nodes; empty when it is not published
     */
    public OptionalInt portFor(int nodePort) {
        if (nodePortAddress.isEmpty()) {
            return OptionalInt.of(nodePort);
        }
        Integer port = publishedNodePorts.get(nodePort);
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }
}
