package io.ksail.internal.host;

import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which permissions on its host a cluster takes, by its specification; {@code docs/host-rbac.yaml}, with those
 * beside it for what Helm and operators make, is the same list for administrators.
 *
 * @param required without these it can't be created
 * @param optional without these it is created, with less: its lease is not guarded by a pod, leftovers of others stay,
 *     a creation whose answer is lost on the way fails, ranges and StorageClasses of the host are not known, error messages have no log lines, nobody but its maker gets
 *     its kubeconfig or waits until it is gone, and its API is exposed by a node port or not at all
 * @param granted what the cluster's own pods are given: Kubernetes lets a user grant only what the user has, unless the
 *     user has all of {@link #toGrantAnything}
 */
public record RequiredPermissions(List<Permission> required, List<Permission> optional, List<Permission> granted) {

    private static final String CORE = "";
    private static final String GATEWAY = "gateway.networking.k8s.io";
    private static final String RBAC = "rbac.authorization.k8s.io";

    /** Copies the lists. */
    public RequiredPermissions {
        required = List.copyOf(required);
        optional = List.copyOf(optional);
        granted = List.copyOf(granted);
    }

    /**
     * The permissions for a cluster.
     *
     * @param spec what is wanted
     * @param hostVersion the version of the host, such as {@code v1.36.4}
     * @return the permissions, those in its namespace for the namespace to come
     */
    public static RequiredPermissions toCreate(ClusterSpec spec, String hostVersion) {
        Stream<Permission> required = Stream.of(
                        onItsNamespace(spec), onTheHost(), inItsNamespace(spec), forNodes(spec), forWorkers(spec))
                .flatMap(List::stream);
        List<Permission> granted = spec.distribution() == DistributionType.VCLUSTER
                ? new VClusterPermissions(spec).toGrant(hostVersion)
                : List.<Permission>of();
        return new RequiredPermissions(required.toList(), optional(spec), granted);
    }

    /**
     * With which a user may grant what the user has not.
     *
     * @param spec what is wanted
     * @return permissions on Roles of its namespace
     */
    public static List<Permission> toGrantAnything(ClusterSpec spec) {
        return Permission.allIn(spec.namespace(), RBAC, "roles", "escalate", "bind");
    }

    /**
     * How a user comes to have all of them.
     *
     * @param spec what is wanted
     * @return what an administrator has to do, as a part of a sentence
     */
    public static String remedy(ClusterSpec spec) {
        return "let an administrator of the host apply docs/host-rbac.yaml and bind its ClusterRole ksail-host-user to this"
                + " user" + oneFileMore(spec);
    }

    private static String oneFileMore(ClusterSpec spec) {
        if (spec.distribution() == DistributionType.VCLUSTER) {
            return ", and docs/host-rbac-vcluster.yaml with ksail-host-user-vcluster likewise";
        }
        return spec.operator() ? ", and docs/host-rbac-k3k.yaml with ksail-host-user-k3k likewise" : "";
    }

    private static List<Permission> onItsNamespace(ClusterSpec spec) {
        String namespace = spec.namespace();
        return List.of(
                Permission.everywhere("create", CORE, "namespaces"),
                Permission.in(namespace, "get", CORE, "namespaces"),
                Permission.in(namespace, "patch", CORE, "namespaces"),
                Permission.in(namespace, "delete", CORE, "namespaces"));
    }

    /** The addresses of nodes, for the exposure. */
    private static List<Permission> onTheHost() {
        return List.of(Permission.everywhere("list", CORE, "nodes"));
    }

    private static List<Permission> inItsNamespace(ClusterSpec spec) {
        String namespace = spec.namespace();
        return List.of(
                Permission.in(namespace, "create", CORE, "services"),
                Permission.in(namespace, "create", CORE, "secrets"),
                Permission.in(namespace, "create", CORE, "serviceaccounts"),
                Permission.in(namespace, "get", CORE, "pods"),
                Permission.in(namespace, "list", CORE, "pods"),
                Permission.in(namespace, "watch", CORE, "pods"),
                Permission.in(namespace, "list", CORE, "events"),
                Permission.in(namespace, "watch", CORE, "events"));
    }

    /** What makes the nodes, and where their kubeconfig is found. */
    private static List<Permission> forNodes(ClusterSpec spec) {
        String namespace = spec.namespace();
        if (spec.distribution() == DistributionType.VCLUSTER) {
            return new VClusterPermissions(spec).toInstall();
        }
        if (spec.operator()) {
            return Stream.of(
                            Permission.allIn(namespace, CORE, "secrets", "get", "list", "watch"),
                            Permission.allIn(namespace, "k3k.io", "clusters", "create", "list", "watch", "delete"))
                    .flatMap(List::stream)
                    .toList();
        }
        return List.of(
                Permission.in(namespace, "create", "apps", "statefulsets"),
                Permission.in(namespace, "get", CORE, "pods/exec"),
                Permission.in(namespace, "create", CORE, "pods/exec"));
    }

    private static List<Permission> forWorkers(ClusterSpec spec) {
        return spec.workers() == 0 ? List.of() : List.of(Permission.in(spec.namespace(), "get", CORE, "services"));
    }

    private static List<Permission> optional(ClusterSpec spec) {
        String namespace = spec.namespace();
        List<Permission> permissions = new ArrayList<>();
        permissions.add(Permission.in(namespace, "create", RBAC, "roles"));
        permissions.add(Permission.in(namespace, "create", RBAC, "rolebindings"));
        permissions.add(Permission.in(namespace, "create", CORE, "pods"));
        permissions.add(Permission.in(namespace, "get", CORE, "pods/log"));
        permissions.add(Permission.everywhere("list", CORE, "namespaces"));
        permissions.add(Permission.in(namespace, "watch", CORE, "namespaces"));
        permissions.add(Permission.in(namespace, "get", CORE, "secrets"));
        // Whether a creation whose answer was lost has been made, and whether it was made for a cluster from the start.
        permissions.add(Permission.in(namespace, "get", CORE, "serviceaccounts"));
        permissions.add(Permission.in(namespace, "get", "apps", "statefulsets"));
        permissions.addAll(Permission.allIn(namespace, RBAC, "roles", "get"));
        permissions.addAll(Permission.allIn(namespace, RBAC, "rolebindings", "get"));
        permissions.add(Permission.everywhere("list", "storage.k8s.io", "storageclasses"));
        permissions.add(Permission.everywhere("list", "networking.k8s.io", "servicecidrs"));
        permissions.addAll(toExpose(spec));
        if (spec.operator()) {
            // Whether the operator runs, and what the lease pod is given.
            permissions.add(Permission.everywhere("list", "apps", "deployments"));
            permissions.add(Permission.in(namespace, "get", "k3k.io", "clusters"));
        }
        return permissions;
    }

    private static List<Permission> toExpose(ClusterSpec spec) {
        String namespace = spec.namespace();
        List<Permission> permissions = new ArrayList<>();
        permissions.addAll(Permission.allIn(namespace, CORE, "services", "list", "watch", "patch", "delete"));
        permissions.addAll(Permission.allIn(namespace, CORE, "pods/portforward", "get", "create"));
        permissions.add(Permission.in(namespace, "get", CORE, "pods/proxy"));
        permissions.add(Permission.in("default", "get", "discovery.k8s.io", "endpointslices"));
        if (spec.gatewayClassName().isPresent()) {
            permissions.add(Permission.everywhere("list", GATEWAY, "gatewayclasses"));
            permissions.add(Permission.everywhere("watch", GATEWAY, "gatewayclasses"));
            permissions.addAll(
                    Permission.allIn(namespace, GATEWAY, "gateways", "create", "get", "list", "watch", "delete"));
            permissions.addAll(
                    Permission.allIn(namespace, GATEWAY, "tcproutes", "create", "get", "list", "watch", "delete"));
        }
        return permissions;
    }
}
