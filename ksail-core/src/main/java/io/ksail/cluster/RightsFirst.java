package io.ksail.cluster;

import io.ksail.host.Host;
import io.ksail.host.HostRights;
import io.ksail.host.NeededRights;
import io.ksail.host.Right;
import io.ksail.spec.ClusterSpec;
import java.util.List;
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
        List<Right> missing =
                new HostRights(host).missing(NeededRights.toCreate(spec).required());
        if (!missing.isEmpty()) {
            throw new ClusterCreationException(
                    "The user '%s' may not create clusters on the host of %s"
                            .formatted(host.userName().orElse("of this kubeconfig"), host.description()),
                    missing.stream().map(right -> "may not " + right).collect(Collectors.joining("\n")),
                    "let an administrator of the host apply docs/host-rbac.yaml and bind its ClusterRole ksail-host-user to"
                            + " this user, or name another host",
                    null);
        }
    }
}
