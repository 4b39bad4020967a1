package io.ksail.host;

import io.ksail.internal.host.HostNetwork;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The ranges that kubeadm and K3s take when nobody says anything else, for hosts that do not say what they use. */
final class UsualNetworks {

    private static final String SOURCE = "usual range; the host does not say";

    private static final Map<String, String> RANGES = Map.of(
            HostNetwork.PODS, "10.244.0.0/16,10.42.0.0/16",
            HostNetwork.SERVICES, "10.96.0.0/12,10.43.0.0/16");

    private UsualNetworks() {}

    /** The usual ranges for each use that nothing is known about. */
    static List<HostNetwork> insteadOf(List<HostNetwork> known) {
        return Stream.of(HostNetwork.PODS, HostNetwork.SERVICES)
                .filter(use -> known.stream().noneMatch(network -> network.use().equals(use)))
                .flatMap(use -> HostNetwork.in(RANGES.get(use), use, SOURCE).stream())
                .toList();
    }
}
