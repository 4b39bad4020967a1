package io.ksail.cluster;

import io.ksail.host.HostNetwork;
import io.ksail.spec.Cidrs;
import io.ksail.spec.ClusterNetworks;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.InvalidSpecException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which networks a nested cluster gets on a host: those that were asked for, if the host does not use them itself; else
 * KSail's defaults, or the next ones that are free.
 */
final class NetworkChoice {

    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);
    private static final int CANDIDATES = 32;
    private static final int FIRST_FOR_PODS = 64;
    private static final int FIRST_FOR_SERVICES = 128;

    private final List<HostNetwork> taken;

    NetworkChoice(List<HostNetwork> taken) {
        this.taken = taken;
    }

    /**
     * The specification with networks that the host does not use.
     *
     * @throws InvalidSpecException if a network was asked for that the host uses itself
     */
    ClusterSpec settled(ClusterSpec spec) {
        ClusterNetworks networks = spec.networks();
        Cidrs pods = chosen("podCidr", networks.podCidr(), networks.pods(), FIRST_FOR_PODS, networks.services());
        Cidrs services = chosen("serviceCidr", networks.serviceCidr(), networks.services(), FIRST_FOR_SERVICES, pods);
        if (pods.equals(networks.pods()) && services.equals(networks.services())) {
            return spec;
        }
        LOG.info(
                "cluster {}: the host uses the default networks itself, so pods get {} and Services {}",
                spec.name(),
                pods,
                services);
        return spec.toBuilder()
                .networks(new ClusterNetworks(Optional.of(pods), Optional.of(services)))
                .build();
    }

    private Cidrs chosen(String field, Optional<Cidrs> asked, Cidrs effective, int first, Cidrs other) {
        Optional<HostNetwork> clash = clash(effective);
        if (clash.isEmpty()) {
            return effective;
        }
        if (asked.isPresent()) {
            throw new InvalidSpecException(
                    "The nested cluster's networks can't be used on this host",
                    "nested cluster CIDR overlaps: %s %s overlaps %s".formatted(field, effective, clash.get()),
                    "choose another range, or leave %s out for one that is free".formatted(field));
        }
        IntFunction<Cidrs> candidate = i -> Cidrs.parse("10." + (first + i) + ".0.0/16");
        return IntStream.range(0, CANDIDATES)
                .mapToObj(candidate)
                .filter(cidrs -> clash(cidrs).isEmpty() && !cidrs.overlaps(other))
                .findFirst()
                .orElse(effective);
    }

    private Optional<HostNetwork> clash(Cidrs wanted) {
        return taken.stream()
                .filter(network -> wanted.values().stream().anyMatch(network.cidr()::overlaps))
                .findFirst();
    }
}
