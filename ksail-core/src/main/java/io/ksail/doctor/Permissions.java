package io.ksail.doctor;

import io.ksail.host.AccessReview;
import io.ksail.host.Host;
import io.ksail.host.Permission;
import io.ksail.host.RequiredPermissions;
import io.ksail.spec.ClusterSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the user may do what the cluster takes. */
record Permissions(Host host, ClusterSpec spec) implements Check {

    @Override
    public String name() {
        return "permissions";
    }

    @Override
    public Finding look() {
        RequiredPermissions needed = RequiredPermissions.toCreate(spec, host.version());
        AccessReview permissions = new AccessReview(host);
        String user = "user '%s' ".formatted(host.userName().orElse("of this kubeconfig"));
        List<Permission> missing = permissions.missingToCreate(spec, needed);
        if (!missing.isEmpty()) {
            return Finding.failure(name(), user + "may not " + listed(missing), RequiredPermissions.remedy(spec));
        }
        List<Permission> less = permissions.missing(needed.optional());
        return less.isEmpty()
                ? Finding.ok(name(), user + "may do all that a cluster takes")
                : Finding.warning(
                        name(),
                        user + "may create clusters, with less around them, but not " + listed(less),
                        RequiredPermissions.remedy(spec));
    }

    private static String listed(List<Permission> permissions) {
        return permissions.stream()
                .map(permission ->
                        new Permission(permission.verb(), permission.group(), permission.resource(), Optional.empty()))
                .map(Permission::toString)
                .collect(Collectors.joining(", "));
    }
}
