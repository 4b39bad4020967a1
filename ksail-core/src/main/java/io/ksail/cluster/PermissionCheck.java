package io.ksail.cluster;

import io.ksail.host.AccessReview;
import io.ksail.host.Host;
import io.ksail.host.Permission;
import io.ksail.host.RequiredPermissions;
import io.ksail.spec.ClusterSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Says everything that a user lacks in one message, before anything is made on the host. */
final class PermissionCheck {

    private PermissionCheck() {}

    /**
     * Asks the host whether its user may create a cluster.
     *
     * @throws ClusterCreationException if the host denies any permission that the creation can't do without
     */
    static void require(Host host, ClusterSpec spec) {
        List<Permission> missing =
                new AccessReview(host).missingToCreate(spec, RequiredPermissions.toCreate(spec, host.version()));
        if (!missing.isEmpty()) {
            throw new ClusterCreationException(
                    "The user '%s' may not create clusters on the host of %s"
                            .formatted(host.userName().orElse("of this kubeconfig"), host.description()),
                    listed(missing),
                    RequiredPermissions.remedy(spec) + ", or name another host",
                    null);
        }
    }

    /** One line for each kind of object. */
    private static String listed(List<Permission> missing) {
        Map<Permission, List<String>> verbs = missing.stream()
                .collect(Collectors.groupingBy(
                        permission ->
                                new Permission("", permission.group(), permission.resource(), permission.namespace()),
                        LinkedHashMap::new,
                        Collectors.mapping(Permission::verb, Collectors.toList())));
        return verbs.entrySet().stream()
                .map(entry -> new Permission(
                        String.join(", ", entry.getValue()),
                        entry.getKey().group(),
                        entry.getKey().resource(),
                        entry.getKey().namespace()))
                .map(permission -> "may not " + permission)
                .collect(Collectors.joining("\n"));
    }
}
