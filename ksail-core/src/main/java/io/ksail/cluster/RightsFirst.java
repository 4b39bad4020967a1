package io.ksail.cluster;

import io.ksail.host.Host;
import io.ksail.host.HostRights;
import io.ksail.host.NeededRights;
import io.ksail.host.Right;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says everything that a user lacks in one message, before anything is made on the host. */
final class RightsFirst {

    private RightsFirst() {}

    /**
     * Asks the host whether its user may create a cluster.
     *
     * @throws ClusterCreationException if the host denies any right that the creation can't do without
     */
    static void require(Host host, ClusterSpec spec) {
        List<Right> missing = missing(new HostRights(host), NeededRights.toCreate(spec, host.version()), spec);
        if (!missing.isEmpty()) {
            throw new ClusterCreationException(
                    "The user '%s' may not create clusters on the host of %s"
                            .formatted(host.userName().orElse("of this kubeconfig"), host.description()),
                    listed(missing),
                    remedy(spec),
                    null);
        }
    }

    /** A right may be used and granted; it is named once. */
    private static List<Right> missing(HostRights rights, NeededRights needed, ClusterSpec spec) {
        List<Right> missing = rights.missing(Stream.concat(needed.required().stream(), needed.granted().stream())
                .distinct()
                .toList());
        if (needed.required().containsAll(missing)
                || !rights.missing(NeededRights.toGrantAnything(spec)).isEmpty()) {
            return missing;
        }
        return missing.stream().filter(needed.required()::contains).toList();
    }

    /** One line for each kind of object. */
    private static String listed(List<Right> missing) {
        Map<Right, List<String>> verbs = missing.stream()
                .collect(Collectors.groupingBy(
                        right -> new Right("", right.group(), right.resource(), right.namespace()),
                        LinkedHashMap::new,
                        Collectors.mapping(Right::verb, Collectors.toList())));
        return verbs.entrySet().stream()
                .map(entry -> new Right(
                        String.join(", ", entry.getValue()),
                        entry.getKey().group(),
                        entry.getKey().resource(),
                        entry.getKey().namespace()))
                .map(right -> "may not " + right)
                .collect(Collectors.joining("\n"));
    }

    private static String remedy(ClusterSpec spec) {
        return "let an administrator of the host apply docs/host-rbac.yaml and bind its ClusterRole ksail-host-user to this"
                + " user, %sor name another host".formatted(oneFileMore(spec));
    }

    private static String oneFileMore(ClusterSpec spec) {
        if (spec.distribution() == DistributionType.VCLUSTER) {
            return "and docs/host-rbac-vcluster.yaml with ksail-host-user-vcluster likewise, ";
        }
        return spec.operator() ? "and docs/host-rbac-k3k.yaml with ksail-host-user-k3k likewise, " : "";
    }
}
