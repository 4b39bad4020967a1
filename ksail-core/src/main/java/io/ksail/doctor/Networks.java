package io.ksail.doctor;

import io.ksail.distribution.Distribution;
import io.ksail.host.Host;
import io.ksail.host.HostNetwork;
import io.ksail.spec.Cidrs;
import io.ksail.spec.ClusterNetworks;
import io.ksail.spec.ClusterSpec;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which addresses the host uses itself, and whether those that nested clusters take by default are free. */
record Networks(Host host, ClusterSpec spec) implements Check {

    @Override
    public String name() {
        return "networks";
    }

    @Override
    public Finding look() {
        if (!Distribution.of(spec.distribution()).hasOwnNetworks()) {
            return Finding.ok(name(), "the host's own are used: %s has no others".formatted(spec.distribution()));
        }
        return judged(host.networks());
    }

    static Finding judged(List<HostNetwork> networks) {
        String check = "networks";
        List<String> clashes = Stream.of(ClusterNetworks.DEFAULT.pods(), ClusterNetworks.DEFAULT.services())
                .flatMap(ours -> networks.stream()
                        .filter(network -> overlap(ours, network))
                        .map(network -> "%s overlaps %s".formatted(ours, network)))
                .toList();
        if (!clashes.isEmpty()) {
            return Finding.warning(
                    check,
                    String.join("\n", clashes),
                    "clusters that ask for no networks get others; for those that do, name other ranges (podCidr,"
                            + " serviceCidr)");
        }
        String seen = "%s; the defaults of nested clusters, %s and %s, are free"
                .formatted(
                        networks.stream()
                                .map(network -> network.use() + " " + network.cidr())
                                .distinct()
                                .collect(Collectors.joining(", ")),
                        ClusterNetworks.DEFAULT_POD_CIDR,
                        ClusterNetworks.DEFAULT_SERVICE_CIDR);
        boolean guessed = networks.stream().anyMatch(network -> network.source().startsWith("usual"));
        return guessed
                ? Finding.warning(
                        check,
                        seen + ", unless the host uses other ranges than the usual ones, which it does not say",
                        "let the user list nodes and ServiceCIDRs (docs/host-rbac.yaml)")
                : Finding.ok(check, seen);
    }

    private static boolean overlap(Cidrs ours, HostNetwork network) {
        return ours.values().stream().anyMatch(network.cidr()::overlaps);
    }
}
