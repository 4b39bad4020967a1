package io.ksail.internal.host;

import io.ksail.spec.ClusterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which permissions on its host a cluster takes, by its specification; {@code docs/host-rbac.yaml}, with those
 * beside it for what Helm and operators make, is the same list for administrators.
 *
 * @param required without these it can't be created
 * @param optional without these it is created, with less: its lease is not guarded by a pod, leftovers of others stay,
 *     a creation whose answer is lost on the way fails, ranges and StorageClasses of the host are not known, error
 *     messages have no log lines, nobody but its maker gets its kubeconfig or waits until it is gone, and its API is
 *     exposed by a node port or not at all
 * @param granted what the cluster's own pods are given: Kubernetes lets a user grant only what the user has, unless the
 *     user has all of {@link #toGrantAnything}
 * @param furtherRole what the files and ClusterRoles beside the common one are called after; empty where that is enough
 */
public record RequiredPermissions(
        List<Permission> required, List<Permission> optional, List<Permission> granted, Optional<String> furtherRole) {

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
     * The permissions for a cluster whose distribution needs no others.
     *
     * @param spec what is wanted
     * @param forNodes what its distribution makes the nodes with, and finds their kubeconfig
     * @return the permissions, those in its namespace for the namespace to come
     */
    public static RequiredPermissions toCreate(ClusterSpec spec, List<Permission> forNodes) {
        Stream<Permission> required = Stream.of(
                        onItsNamespace(spec), onTheHost(), inItsNamespace(spec), forNodes, forWorkers(spec))
                .flatMap(List::stream);
        return new RequiredPermissions(required.toList(), optional(spec), List.of(), Optional.empty());
    }

    /**
     * What makes nodes of a StatefulSet, and finds their kubeconfig in them.
     *
     * @param spec what is wanted
     * @return permissions in its namespace
     */
    public static List<Permission> forStatefulSet(ClusterSpec spec) {
        String namespace = spec.namespace();
        return List.of(
                Permission.in(namespace, "create", "apps", "statefulsets"),
                Permission.in(namespace, "get", CORE, "pods/exec"),
                Permission.in(namespace, "create", CORE, "pods/exec"));
    }

    /**
     * The same for a distribution that needs others as well.
     *
     * @param role what the file and the ClusterRole with them are called after
     * @param moreOptional without these it has less
     * @param toGrant what the cluster's own pods are given
     * @return new permissions
     */
    public RequiredPermissions with(String role, List<Permission> moreOptional, List<Permission> toGrant) {
        return new RequiredPermissions(
                required,
                Stream.concat(optional.stream(), moreOptional.stream()).toList(),
                toGrant,
                Optional.of(role));
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
     * @return what an administrator has to do, as a part of a sentence
     */
    public String remedy() {
        return "let an administrator of the host apply docs/host-rbac.yaml and bind its ClusterRole ksail-host-user to this"
                + " user"
                + furtherRole
                        .map(role ->
                                ", and docs/host-rbac-%1$s.yaml with ksail-host-user-%1$s likewise".formatted(role))
                        .orElse("");
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
