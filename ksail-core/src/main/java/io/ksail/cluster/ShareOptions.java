package io.ksail.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a cluster is shared, besides what it is like. Immutable.
 *
 * @param keepFor how long it stays on the host after this process has let go of it; empty for not at all, unless others
 *     use it
 * @param agreed what all who share it have to agree on besides the specification, by name
 * @param preparation what is done with it by whoever creates it, before anybody else gets it
 */
public record ShareOptions(Optional<Duration> keepFor, Map<String, String> agreed, Consumer<Cluster> preparation) {

    /** The last one out deletes it, and nothing is prepared. */
    public static final ShareOptions DEFAULT = new ShareOptions(Optional.empty(), Map.of(), cluster -> {});

    /** Copies the map. */
    public ShareOptions {
        agreed = Map.copyOf(agreed);
    }

    /**
     * The same, but the cluster stays for some time, to be used again.
     *
     * @param time how long
     * @return a new value
     */
    public ShareOptions keepingFor(Duration time) {
        return new ShareOptions(Optional.of(time), agreed, preparation);
    }
}
