package io.ksail.doctor;

import io.ksail.host.Host;
import io.ksail.host.HostRights;
import io.ksail.host.NeededRights;
import io.ksail.host.Right;
import io.ksail.spec.ClusterSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the user may do what the cluster takes. */
record Rights(Host host, ClusterSpec spec) implements Check {

    @Override
    public String name() {
        return "rights";
    }

    @Override
    public Finding look() {
        NeededRights needed = NeededRights.toCreate(spec, host.version());
        HostRights rights = new HostRights(host);
        String user = "user '%s' ".formatted(host.userName().orElse("of this kubeconfig"));
        List<Right> missing = rights.missingToCreate(spec, needed);
        if (!missing.isEmpty()) {
            return Finding.failure(name(), user + "may not " + listed(missing), NeededRights.remedy(spec));
        }
        List<Right> less = rights.missing(needed.optional());
        return less.isEmpty()
                ? Finding.ok(name(), user + "may do all that a cluster takes")
                : Finding.warning(
                        name(),
                        user + "may create clusters, with less around them, but not " + listed(less),
                        NeededRights.remedy(spec));
    }

    private static String listed(List<Right> rights) {
        return rights.stream()
                .map(right -> new Right(right.verb(), right.group(), right.resource(), Optional.empty()))
                .map(Right::toString)
                .collect(Collectors.joining(", "));
    }
}
