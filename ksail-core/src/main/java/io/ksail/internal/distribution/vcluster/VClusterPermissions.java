package io.ksail.internal.distribution.vcluster;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.internal.host.Permission;
import io.ksail.spec.ClusterSpec;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What VCluster takes, for Helm to make what is in its chart, and for its control plane to be given. */
final class VClusterPermissions {

    private static final String CORE = "";
    private static final String APPS = "apps";
    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final String[] READ = {"get", "list", "watch"};
    private static final String[] ALL = {"create", "get", "list", "watch", "patch", "update", "delete"};

    /** The first version whose hosts resize pods in place, which the chart gives the control plane there. */
    private static final int RESIZE = 35;

    private static final Pattern MINOR = Pattern.compile("v?1\\.(\\d{1,4})\\b.*");

    private final ClusterSpec spec;

    VClusterPermissions(ClusterSpec spec) {
        this.spec = spec;
    }

    /** Helm looks whether there is what the chart makes, makes it, and writes what became of it into its own Secret. */
    List<Permission> toInstall() {
        return Stream.of(
                        in(CORE, "secrets", "get", "list", "watch", "update"),
                        in(CORE, "services", "get"),
                        in(CORE, "serviceaccounts", "get"),
                        in(RBAC, "roles", "get", "create"),
                        in(RBAC, "rolebindings", "get", "create"),
                        in(APPS, spec.persistence().enabled() ? "statefulsets" : "deployments", "get", "create"))
                .flatMap(List::stream)
                .toList();
    }

    /** The rules of the Role in the vendor's chart 0.37.1; other charts, and a user's own rules, are not known. */
    List<Permission> toGrant(String hostVersion) {
        if (spec.chart().name().isPresent() || spec.chart().version().isPresent() || hasOwnRules()) {
            return List.of();
        }
        return Stream.of(
                        onEach(List.of("configmaps", "secrets", "services", "persistentvolumeclaims"), ALL),
                        onEach(List.of("pods", "pods/attach", "pods/exec", "pods/portforward", "endpoints"), ALL),
                        onEach(List.of("pods/status", "pods/ephemeralcontainers"), "patch", "update"),
                        resizesPods(hostVersion) ? in(CORE, "pods/resize", "patch", "update") : List.<Permission>of(),
                        in(CORE, "pods/log", READ),
                        in(CORE, "events", "create", "get", "list", "watch"),
                        in("events.k8s.io", "events", "create", "get", "list", "watch"),
                        in("discovery.k8s.io", "endpointslices", ALL),
                        in(APPS, "deployments", "get", "list", "watch", "patch", "update"),
                        in(APPS, "replicasets", "get", "list", "watch", "patch", "update"),
                        in(APPS, "statefulsets", "get", "list", "watch", "patch", "update"))
                .flatMap(List::stream)
                .toList();
    }

    private boolean hasOwnRules() {
        String values = spec.configFiles().text(VClusterValues.CONFIG).orElse("");
        return !values.isBlank()
                && Serialization.unmarshal(values, Object.class) instanceof Map<?, ?> map
                && map.containsKey("rbac");
    }

    private static boolean resizesPods(String hostVersion) {
        Matcher minor = MINOR.matcher(hostVersion);
        return minor.matches() && Integer.parseInt(minor.group(1)) >= RESIZE;
    }

    private List<Permission> onEach(List<String> resources, String... verbs) {
        return resources.stream()
                .flatMap(resource -> in(CORE, resource, verbs).stream())
                .toList();
    }

    private List<Permission> in(String group, String resource, String... verbs) {
        return Permission.allIn(spec.namespace(), group, resource, verbs);
    }
}
