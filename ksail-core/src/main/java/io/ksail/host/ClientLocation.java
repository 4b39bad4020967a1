package io.ksail.host;

import io.ksail.internal.host.PublishedPorts;
import java.util.Optional;

/**
 * From where a host is seen, which decides what of it can be reached.
 *
 * @param kind where this process stands
 * @param publishedPorts where its node ports are reached, when that is not on its nodes
 */
public record ClientLocation(Kind kind, Optional<PublishedPorts> publishedPorts) {

    /** Where this process stands. */
    public enum Kind {
        /** Outside of a host that somebody else runs. */
        OUTSIDE,
        /** In a pod of the host. */
        IN_A_POD,
        /** Beside a host that KSail has started itself. */
        BESIDE_EMBEDDED
    }

    /**
     * Outside of a host that somebody else runs.
     *
     * @return the location
     */
    public static ClientLocation outside() {
        return new ClientLocation(Kind.OUTSIDE, Optional.empty());
    }

    /**
     * In a pod of the host.
     *
     * @return the location
     */
    public static ClientLocation inAPod() {
        return new ClientLocation(Kind.IN_A_POD, Optional.empty());
    }

    /**
     * Beside a host that was started for this process alone.
     *
     * @param publishedPorts where its node ports are reached, when that is not on its nodes
     * @return the location
     */
    public static ClientLocation besideEmbedded(Optional<PublishedPorts> publishedPorts) {
        return new ClientLocation(Kind.BESIDE_EMBEDDED, publishedPorts);
    }
}
