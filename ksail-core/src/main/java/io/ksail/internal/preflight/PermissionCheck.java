package io.ksail.internal.preflight;

import io.ksail.cluster.ClusterCreationException;
import io.ksail.host.Host;
import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.host.AccessReview;
import io.ksail.internal.host.Permission;
import io.ksail.internal.host.RequiredPermissions;
import io.ksail.internal.preflight.Preflight.Answer;
import io.ksail.spec.ClusterSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the user may do what the cluster takes; all that is lacking is told in one message. */
record PermissionCheck(Host host, ClusterSpec spec) implements Preflight.Check {

    @Override
    public String name() {
        return "permissions";
    }

    @Override
    public Answer look() {
        String user = "user '%s' ".formatted(user());
        RequiredPermissions needed = needed();
        List<Permission> missing = missing(needed);
        if (!missing.isEmpty()) {
            return Answer.failure(user + "may not " + listed(missing), needed.remedy());
        }
        List<Permission> less = new AccessReview(host).missing(needed.optional());
        return less.isEmpty()
                ? Answer.ok(user + "may do all that a cluster takes")
                : Answer.warning(
                        user + "may create clusters, with less around them, but not " + listed(less), needed.remedy());
    }

    @Override
    public void require() {
        RequiredPermissions needed = needed();
        List<Permission> missing = missing(needed);
        if (!missing.isEmpty()) {
            throw new ClusterCreationException(
                    "The user '%s' may not create clusters on the host of %s".formatted(user(), host.description()),
                    byKind(missing),
                    needed.remedy() + ", or name another host",
                    null);
        }
    }

    private List<Permission> missing(RequiredPermissions needed) {
        return new AccessReview(host).missingToCreate(spec, needed);
    }

    private RequiredPermissions needed() {
        return Distribution.of(spec.distribution()).permissions(spec, host.version());
    }

    private String user() {
        return host.userName().orElse("of this kubeconfig");
    }

    private static String listed(List<Permission> permissions) {
        return permissions.stream()
                .map(one -> new Permission(one.verb(), one.group(), one.resource(), Optional.empty()))
                .map(Permission::toString)
                .collect(Collectors.joining(", "));
    }

    /** One line for each kind of object, and where. */
    private static String byKind(List<Permission> permissions) {
        return permissions.stream()
                .collect(Collectors.groupingBy(
                        one -> new Permission("", one.group(), one.resource(), one.namespace()),
                        LinkedHashMap::new,
                        Collectors.mapping(Permission::verb, Collectors.joining(", "))))
                .entrySet()
                .stream()
                .map(kind -> "may not " + kind.getValue() + kind.getKey())
                .collect(Collectors.joining("\n"));
    }
}
