package io.ksail.host;

import io.ksail.spec.Cidr;

/**
 * A range of addresses that the host uses itself, so that no nested cluster may.
 *
 * @param cidr the range
 * @param use what the host uses it for, such as {@code pod network}
 * @param source where that is said, such as {@code node n1, spec.podCIDR}
 */
public record HostNetwork(Cidr cidr, String use, String source) {

    @Override
    public String toString() {
        return "the host's %s %s (%s)".formatted(use, cidr, source);
    }
}
