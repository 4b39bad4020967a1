package io.ksail.internal.distribution.vanilla;

import java.util.List;
import java.util.Optional;

/**
 * What {@code kind.yaml} says under {@code networking}.
 *
 * @param podSubnet the addresses of pods
 * @param serviceSubnet the addresses of Services
 * @param disableDefaultCni whether the test brings a network of its own
 * @param kubeProxyMode how Services are served: {@code iptables}, {@code ipvs}, {@code nftables} or {@code none}
 * @param dnsSearch the search domains of nodes
 */
record KindNetworking(
        Optional<String> podSubnet,
        Optional<String> serviceSubnet,
        boolean disableDefaultCni,
        String kubeProxyMode,
        List<String> dnsSearch) {

    static final String DEFAULT_MODE = "iptables";

    static final KindNetworking DEFAULT =
            new KindNetworking(Optional.empty(), Optional.empty(), false, DEFAULT_MODE, List.of());
}
