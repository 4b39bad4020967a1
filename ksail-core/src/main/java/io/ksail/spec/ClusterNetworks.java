package io.ksail.spec;

import java.util.Optional;

/**
 * The addresses that a nested cluster gives to its pods and Services. KSail's {@code spec.provider.kubernetes.podCidr}
 * and {@code serviceCidr}. They must not overlap the host's, which is for the host to say.
 *
 * @param podCidr what was asked for pods; empty leaves {@value #DEFAULT_POD_CIDR}, which may move aside
 * @param serviceCidr what was asked for Services; empty leaves {@value #DEFAULT_SERVICE_CIDR}, which may move aside
 */
public record ClusterNetworks(Optional<Cidrs> podCidr, Optional<Cidrs> serviceCidr) {

    /** The pods' network unless another is asked for, as in KSail. */
    public static final String DEFAULT_POD_CIDR = "10.64.0.0/16";

    /** The Services' network unless another is asked for, as in KSail. */
    public static final String DEFAULT_SERVICE_CIDR = "10.128.0.0/16";

    /** Neither was asked for. */
    public static final ClusterNetworks DEFAULT = new ClusterNetworks(Optional.empty(), Optional.empty());

    private static final int IPV4_NODE_PREFIX = 24;
    private static final int IPV6_NODE_PREFIX = 64;

    /**
     * Checks both ranges and how they go together.
     *
     * @throws InvalidSpecException if a range is of a size or kind that Kubernetes can't use, if they overlap, or if
     *     their families differ
     */
    public ClusterNetworks {
        podCidr.ifPresent(ClusterNetworks::requireForPods);
        serviceCidr.ifPresent(ClusterNetworks::requireForServices);
        Cidrs pods = podCidr.orElseGet(ClusterNetworks::defaultPods);
        Cidrs services = serviceCidr.orElseGet(ClusterNetworks::defaultServices);
        String pair = "podCidr %s%s and serviceCidr %s%s"
                .formatted(
                        pods, podCidr.isEmpty() ? " (the default)" : "",
                        services, serviceCidr.isEmpty() ? " (the default)" : "");
        if (pods.overlaps(services)) {
            throw new InvalidSpecException(
                    "The nested cluster's networks can't be used",
                    pair + " overlap",
                    "give ranges that share no address");
        }
        if (!pods.families().equals(services.families())) {
            throw new InvalidSpecException(
                    "The nested cluster's networks can't be used",
                    "%s are of different families: %s and %s".formatted(pair, pods.families(), services.families()),
                    "give both in the same families, in the same order");
        }
    }

    /**
     * The pods' network.
     *
     * @return what was asked for, else {@value #DEFAULT_POD_CIDR}
     */
    public Cidrs pods() {
        return podCidr.orElseGet(ClusterNetworks::defaultPods);
    }

    /**
     * The Services' network.
     *
     * @return what was asked for, else {@value #DEFAULT_SERVICE_CIDR}
     */
    public Cidrs services() {
        return serviceCidr.orElseGet(ClusterNetworks::defaultServices);
    }

    /**
     * Checks that every node gets a part of the pods' network: Kubernetes gives each a /24 of IPv4 and a /64 of IPv6
     * ({@code --node-cidr-mask-size}).
     *
     * @param nodes how many nodes the cluster has
     * @throws InvalidSpecException if the network has fewer parts than that
     */
    void requireRoomFor(int nodes) {
        for (Cidr cidr : pods().values()) {
            int nodePrefix = cidr.isIpv6() ? IPV6_NODE_PREFIX : IPV4_NODE_PREFIX;
            long room = 1L << (nodePrefix - cidr.prefixLength());
            if (room < nodes) {
                throw new InvalidSpecException(
                        "The pod network '%s' can't be used".formatted(cidr),
                        "podCidr %s has room for %d %s, a /%d each, and the cluster has %d"
                                .formatted(cidr, room, room == 1 ? "node" : "nodes", nodePrefix, nodes),
                        "give a larger range, or fewer nodes");
            }
        }
    }

    // kube-controller-manager: a node's part is at most 16 bits longer than the prefix of the whole.
    static Cidrs requireForPods(Cidrs pods) {
        pods.values().forEach(cidr -> require(cidr, "pods", cidr.isIpv6() ? 48 : 8, cidr.isIpv6() ? 64 : 24));
        return pods;
    }

    // kubeadm: at most 20 bits of addresses, and at least ten of them (the tenth is DNS).
    static Cidrs requireForServices(Cidrs services) {
        services.values()
                .forEach(cidr -> require(cidr, "Services", cidr.isIpv6() ? 108 : 12, cidr.isIpv6() ? 124 : 28));
        return services;
    }

    private static void require(Cidr cidr, String forWhom, int largest, int smallest) {
        String tried = "The CIDR '%s' can't be used".formatted(cidr);
        if (cidr.prefixLength() < largest || cidr.prefixLength() > smallest) {
            throw new InvalidSpecException(
                    tried,
                    "/%d is too %s for %s"
                            .formatted(cidr.prefixLength(), cidr.prefixLength() < largest ? "large" : "small", forWhom),
                    "for %s Kubernetes takes /%d to /%d of %s"
                            .formatted(forWhom, largest, smallest, cidr.isIpv6() ? "IPv6" : "IPv4"));
        }
        if (cidr.isSpecial()) {
            throw new InvalidSpecException(
                    tried,
                    "its addresses are reserved (loopback, link-local, multicast or unspecified)",
                    "use a private range, such as %s".formatted(cidr.isIpv6() ? "fd00:10:64::/56" : "10.64.0.0/16"));
        }
    }

    private static Cidrs defaultPods() {
        return Cidrs.parse(DEFAULT_POD_CIDR);
    }

    private static Cidrs defaultServices() {
        return Cidrs.parse(DEFAULT_SERVICE_CIDR);
    }
}
