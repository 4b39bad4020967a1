package io.ksail.internal.preflight;

import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.host.HostNetwork;
import io.ksail.internal.preflight.Preflight.Answer;
import io.ksail.spec.Cidrs;
import io.ksail.spec.ClusterNetworks;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.InvalidSpecException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which networks a nested cluster gets on a host: those that were asked for, if the host does not use them itself; else
 * KSail's defaults, or the next ones that are free.
 */
final class CidrAllocator implements Preflight.Check {

    /** Beside the default, and, where a host has all of 10.0.0.0/8, in ranges that are private or shared as well. */
    private static final List<Cidrs> FOR_PODS = Stream.of(ranges(10, 64, 32), ranges(100, 64, 16), ranges(172, 20, 4))
            .flatMap(range -> range)
            .toList();

    private static final List<Cidrs> FOR_SERVICES = Stream.of(
                    ranges(10, 128, 32), ranges(100, 96, 16), ranges(172, 24, 4))
            .flatMap(range -> range)
            .toList();

    private final Supplier<List<HostNetwork>> host;
    private final ClusterSpec spec;
    private List<HostNetwork> taken = List.of();
    private ClusterSpec allocated;

    /**
     * Asks nothing yet.
     *
     * @param host says which networks it uses
     */
    CidrAllocator(Supplier<List<HostNetwork>> host, ClusterSpec spec) {
        this.host = host;
        this.spec = spec;
        this.allocated = spec;
    }

    @Override
    public String name() {
        return "networks";
    }

    @Override
    public Answer look() {
        if (!hasOwnNetworks()) {
            return Answer.ok("the host's own are used: %s has no others".formatted(spec.distribution()));
        }
        taken = host.get();
        try {
            resolve();
        } catch (InvalidSpecException e) {
            return Answer.refused(e);
        }
        ClusterNetworks networks = spec.networks();
        String clashes = Stream.of(networks.pods(), networks.services())
                .flatMap(ours -> clashes(ours).map(network -> "%s overlaps %s".formatted(ours, network)))
                .collect(Collectors.joining("\n"));
        if (!clashes.isEmpty()) {
            return Answer.warning(
                    clashes,
                    "clusters that ask for no networks get others; for those that do, name other ranges (podCidr,"
                            + " serviceCidr)");
        }
        String free = networks.equals(ClusterNetworks.DEFAULT)
                ? "the defaults of nested clusters, %s and %s, are free"
                : "podCidr %s and serviceCidr %s are free";
        String seen = "%s; %s"
                .formatted(
                        taken.stream()
                                .map(network -> network.use() + " " + network.cidr())
                                .distinct()
                                .collect(Collectors.joining(", ")),
                        free.formatted(networks.pods(), networks.services()));
        boolean guessed = taken.stream().anyMatch(network -> network.source().startsWith("usual"));
        return guessed
                ? Answer.warning(
                        seen + ", unless the host uses other ranges than the usual ones, which it does not say",
                        "let the user list nodes and ServiceCIDRs (docs/host-rbac.yaml)")
                : Answer.ok(seen);
    }

    @Override
    public void require() {
        if (hasOwnNetworks()) {
            taken = host.get();
            allocated = resolve();
        }
    }

    /** What the host has said it uses. */
    List<HostNetwork> taken() {
        return taken;
    }

    /** The specification with networks that the host does not use, once they are required. */
    ClusterSpec allocated() {
        return allocated;
    }

    private boolean hasOwnNetworks() {
        return Distribution.of(spec.distribution()).hasOwnNetworks();
    }

    private ClusterSpec resolve() {
        ClusterNetworks networks = spec.networks();
        Cidrs pods = chosen("podCidr", networks.podCidr(), networks.pods(), FOR_PODS, networks.services());
        Cidrs services = chosen("serviceCidr", networks.serviceCidr(), networks.services(), FOR_SERVICES, pods);
        return pods.equals(networks.pods()) && services.equals(networks.services())
                ? spec
                : spec.toBuilder()
                        .networks(new ClusterNetworks(Optional.of(pods), Optional.of(services)))
                        .build();
    }

    private Cidrs chosen(String field, Optional<Cidrs> asked, Cidrs effective, List<Cidrs> candidates, Cidrs other) {
        Optional<HostNetwork> clash = clashes(effective).findFirst();
        if (clash.isEmpty()) {
            return effective;
        }
        if (asked.isPresent()) {
            throw overlap(
                    "%s %s overlaps %s".formatted(field, effective, clash.get()),
                    "choose another range, or leave %s out for one that is free".formatted(field));
        }
        return candidates.stream()
                .filter(cidrs -> clashes(cidrs).findAny().isEmpty() && !cidrs.overlaps(other))
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

    private Stream<HostNetwork> clashes(Cidrs wanted) {
        return taken.stream().filter(network -> wanted.values().stream().anyMatch(network.cidr()::overlaps));
    }
}
