package io.ksail.host;

import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which rights on its host a cluster takes, by its specification; {@code docs/host-rbac.yaml}, with those
 * beside it for what Helm and operators make, is the same list for administrators.
 *
 * @param required without these it can't be created
 * @param optional without these it is created, with less: its lease is not guarded by a pod, leftovers of others stay,
 *     a creation whose answer is lost on the way fails, ranges and StorageClasses of the host are not known, error messages have no log lines, nobody but its maker gets
 *     its kubeconfig or waits until it is gone, and its API is exposed by a node port or not at all
 * @param granted what the cluster's own pods are given: Kubernetes lets a user grant only what the user has, unless the
 *     user has all of {@link #toGrantAnything}
 */
public record NeededRights(List<Right> required, List<Right> optional, List<Right> granted) {

    private static final String CORE = "";
    private static final String GATEWAY = "gateway.networking.k8s.io";
    private static final String RBAC = "rbac.authorization.k8s.io";

    /** Copies the lists. */
    public NeededRights {
        required = List.copyOf(required);
        optional = List.copyOf(optional);
        granted = List.copyOf(granted);
    }

    /**
     * The rights for a cluster.
     *
     * @param spec what is wanted
     * @param hostVersion the version of the host, such as {@code v1.36.4}
     * @return the rights, those in its namespace for the namespace to come
     */
    public static NeededRights toCreate(ClusterSpec spec, String hostVersion) {
        Stream<Right> required = Stream.of(
                        onItsNamespace(spec), onTheHost(), inItsNamespace(spec), forNodes(spec), forWorkers(spec))
                .flatMap(List::stream);
        List<Right> granted = spec.distribution() == DistributionType.VCLUSTER
                ? new VClusterRights(spec).toGrant(hostVersion)
                : List.<Right>of();
        return new NeededRights(required.toList(), optional(spec), granted);
    }

    /**
     * With which a user may grant what the user has not.
     *
     * @param spec what is wanted
     * @return rights on Roles of its namespace
     */
    public static List<Right> toGrantAnything(ClusterSpec spec) {
        return Right.allIn(spec.namespace(), RBAC, "roles", "escalate", "bind");
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

    private static List<Right> onItsNamespace(ClusterSpec spec) {
        String namespace = spec.namespace();
        return List.of(
                Right.everywhere("create", CORE, "namespaces"),
                Right.in(namespace, "get", CORE, "namespaces"),
                Right.in(namespace, "patch", CORE, "namespaces"),
                Right.in(namespace, "delete", CORE, "namespaces"));
    }

    /** The addresses of nodes, for the exposure. */
    private static List<Right> onTheHost() {
        return List.of(Right.everywhere("list", CORE, "nodes"));
    }

    private static List<Right> inItsNamespace(ClusterSpec spec) {
        String namespace = spec.namespace();
        return List.of(
                Right.in(namespace, "create", CORE, "services"),
                Right.in(namespace, "create", CORE, "secrets"),
                Right.in(namespace, "create", CORE, "serviceaccounts"),
                Right.in(namespace, "get", CORE, "pods"),
                Right.in(namespace, "list", CORE, "pods"),
                Right.in(namespace, "watch", CORE, "pods"),
                Right.in(namespace, "list", CORE, "events"),
                Right.in(namespace, "watch", CORE, "events"));
    }

    /** What makes the nodes, and where their kubeconfig is found. */
    private static List<Right> forNodes(ClusterSpec spec) {
        String namespace = spec.namespace();
        if (spec.distribution() == DistributionType.VCLUSTER) {
            return new VClusterRights(spec).toInstall();
        }
        if (spec.operator()) {
            return Stream.of(
                            Right.allIn(namespace, CORE, "secrets", "get", "list", "watch"),
                            Right.allIn(namespace, "k3k.io", "clusters", "create", "list", "watch", "delete"))
                    .flatMap(List::stream)
                    .toList();
        }
        return List.of(
                Right.in(namespace, "create", "apps", "statefulsets"),
                Right.in(namespace, "get", CORE, "pods/exec"),
                Right.in(namespace, "create", CORE, "pods/exec"));
    }

    private static List<Right> forWorkers(ClusterSpec spec) {
        return spec.workers() == 0 ? List.of() : List.of(Right.in(spec.namespace(), "get", CORE, "services"));
    }

    private static List<Right> optional(ClusterSpec spec) {
        String namespace = spec.namespace();
        List<Right> rights = new ArrayList<>();
        rights.add(Right.in(namespace, "create", RBAC, "roles"));
        rights.add(Right.in(namespace, "create", RBAC, "rolebindings"));
        rights.add(Right.in(namespace, "create", CORE, "pods"));
        rights.add(Right.in(namespace, "get", CORE, "pods/log"));
        rights.add(Right.everywhere("list", CORE, "namespaces"));
        rights.add(Right.in(namespace, "watch", CORE, "namespaces"));
        rights.add(Right.in(namespace, "get", CORE, "secrets"));
        // Whether a creation whose answer was lost has been made, and whether it was made for a cluster from the start.
        rights.add(Right.in(namespace, "get", CORE, "serviceaccounts"));
        rights.add(Right.in(namespace, "get", "apps", "statefulsets"));
        rights.addAll(Right.allIn(namespace, RBAC, "roles", "get"));
        rights.addAll(Right.allIn(namespace, RBAC, "rolebindings", "get"));
        rights.add(Right.everywhere("list", "storage.k8s.io", "storageclasses"));
        rights.add(Right.everywhere("list", "networking.k8s.io", "servicecidrs"));
        rights.addAll(toExpose(spec));
        if (spec.operator()) {
            // Whether the operator runs, and what the lease pod is given.
            rights.add(Right.everywhere("list", "apps", "deployments"));
            rights.add(Right.in(namespace, "get", "k3k.io", "clusters"));
        }
        return rights;
    }

    private static List<Right> toExpose(ClusterSpec spec) {
        String namespace = spec.namespace();
        List<Right> rights = new ArrayList<>();
        rights.addAll(Right.allIn(namespace, CORE, "services", "list", "watch", "patch", "delete"));
        rights.addAll(Right.allIn(namespace, CORE, "pods/portforward", "get", "create"));
        rights.add(Right.in(namespace, "get", CORE, "pods/proxy"));
        rights.add(Right.in("default", "get", "discovery.k8s.io", "endpointslices"));
        if (spec.gatewayClassName().isPresent()) {
            rights.add(Right.everywhere("list", GATEWAY, "gatewayclasses"));
            rights.add(Right.everywhere("watch", GATEWAY, "gatewayclasses"));
            rights.addAll(Right.allIn(namespace, GATEWAY, "gateways", "create", "get", "list", "watch", "delete"));
            rights.addAll(Right.allIn(namespace, GATEWAY, "tcproutes", "create", "get", "list", "watch", "delete"));
        }
        return rights;
    }
}
