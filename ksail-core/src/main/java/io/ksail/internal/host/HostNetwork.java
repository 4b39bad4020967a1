package io.ksail.internal.host;

import io.ksail.spec.Cidr;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A range of addresses that the host uses itself, so that no nested cluster may.
 *
 * @param cidr the range
 * @param use what the host uses it for: {@value #PODS}, {@value #SERVICES} or {@value #NODES}
 * @param source where that is said, such as {@code node n1, spec.podCIDR}
 */
public record HostNetwork(Cidr cidr, String use, String source) {

    /** The addresses of the host's pods. */
    public static final String PODS = "pod network";

    /** The addresses of the host's Services. */
    public static final String SERVICES = "service network";

    /** The address of one of the host's nodes. */
    public static final String NODES = "node address";

    /**
     * The networks in a text that somebody else wrote: one range, or several separated by commas or blanks, of either
     * family. What is no range is ignored.
     */
    public static List<HostNetwork> in(@Nullable Object text, String use, String source) {
        return text == null
                ? List.of()
                : Stream.of(String.valueOf(text).strip().split("[,\\s]+"))
                        .map(Cidr::around)
                        .flatMap(Optional::stream)
                        .map(cidr -> new HostNetwork(cidr, use, source))
                        .toList();
    }

    /** The network that is one address, if it is one. */
    public static List<HostNetwork> ofAddress(String address, String use, String source) {
        return in(address + (address.contains(":") ? "/128" : "/32"), use, source);
    }

    @Override
    public String toString() {
        return "the host's %s %s (%s)".formatted(use, cidr, source);
    }
}
