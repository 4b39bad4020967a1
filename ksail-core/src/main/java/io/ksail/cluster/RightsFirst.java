package io.ksail.cluster;

import io.ksail.host.Host;
import io.ksail.host.HostRights;
import io.ksail.host.NeededRights;
import io.ksail.host.Right;
import io.ksail.spec.ClusterSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Says everything that a user lacks in one message, before anything is made on the host. */
final class RightsFirst {

    private RightsFirst() {}

    /**
     * Asks the host whether its user may create a cluster.
     *
     * @throws ClusterCreationException if the host denies any right that the creation can't do without
     */
    static void require(Host host, ClusterSpec spec) {
        List<Right> missing = new HostRights(host).missingToCreate(spec, NeededRights.toCreate(spec, host.version()));
        if (!missing.isEmpty()) {
            throw new ClusterCreationException(
                    "The user '%s' may not create clusters on the host of %s"
                            .formatted(host.userName().orElse("of this kubeconfig"), host.description()),
                    listed(missing),
                    NeededRights.remedy(spec) + ", or name another host",
                    null);
        }
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
}
