package io.ksail.cluster;

import io.ksail.host.HostNetwork;
import io.ksail.spec.Cidrs;
import io.ksail.spec.ClusterNetworks;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.InvalidSpecException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which networks a nested cluster gets on a host: those that were asked for, if the host does not use them itself; else
 * KSail's defaults, or the next ones that are free.
 */
final class CidrAllocator {

    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);

    /** Beside the default, and, where a host has all of 10.0.0.0/8, in ranges that are private or shared as well. */
    private static final List<Cidrs> FOR_PODS = Stream.of(ranges(10, 64, 32), ranges(100, 64, 16), ranges(172, 20, 4))
            .flatMap(range -> range)
            .toList();

    private static final List<Cidrs> FOR_SERVICES = Stream.of(
                    ranges(10, 128, 32), ranges(100, 96, 16), ranges(172, 24, 4))
            .flatMap(range -> range)
            .toList();

    private final List<HostNetwork> taken;

    CidrAllocator(List<HostNetwork> taken) {
        this.taken = taken;
    }

    /**
     * The specification with networks that the host does not use.
     *
     * @throws InvalidSpecException if a network was asked for that the host uses itself
     */
    ClusterSpec resolve(ClusterSpec spec) {
        ClusterNetworks networks = spec.networks();
        Cidrs pods = chosen("podCidr", networks.podCidr(), networks.pods(), FOR_PODS, networks.services());
        Cidrs services = chosen("serviceCidr", networks.serviceCidr(), networks.services(), FOR_SERVICES, pods);
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

    private Cidrs chosen(String field, Optional<Cidrs> asked, Cidrs effective, List<Cidrs> candidates, Cidrs other) {
        Optional<HostNetwork> clash = clash(effective);
        if (clash.isEmpty()) {
            return effective;
        }
        if (asked.isPresent()) {
            throw overlap(
                    "%s %s overlaps %s".formatted(field, effective, clash.get()),
                    "choose another range, or leave %s out for one that is free".formatted(field));
        }
        return candidates.stream()
                .filter(cidrs -> clash(cidrs).isEmpty() && !cidrs.overlaps(other))
                .findFirst()
                .orElseThrow(() -> overlap(
                        "%s %s overlaps %s, and none of %d others is free"
                                .formatted(field, effective, clash.get(), candidates.size()),
                        "choose a range with " + field));
    }

    private static InvalidSpecException overlap(String what, String remedy) {
        return new InvalidSpecException(
                "The nested cluster's networks can't be used on this host",
                "nested cluster CIDR overlaps: " + what,
                remedy);
    }

    private static Stream<Cidrs> ranges(int first, int second, int howMany) {
        return IntStream.range(second, second + howMany)
                .mapToObj(number -> Cidrs.parse("%d.%d.0.0/16".formatted(first, number)));
    }

    private Optional<HostNetwork> clash(Cidrs wanted) {
        return taken.stream()
                .filter(network -> wanted.values().stream().anyMatch(network.cidr()::overlaps))
                .findFirst();
    }
}
