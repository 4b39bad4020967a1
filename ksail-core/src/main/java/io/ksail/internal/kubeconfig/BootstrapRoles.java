package io.ksail.internal.kubeconfig;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleList;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.ksail.internal.Await;
import io.ksail.internal.Retries;
import java.net.HttpURLConnection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ClusterRoles that every cluster has. The API server makes them one by one after it has begun to answer; of those that
 * are for users, {@code view}, {@code edit} and {@code admin}, a controller puts the rules together, seconds later. Whoever
 * does it first is fine.
 */
public final class BootstrapRoles {

    private static final String MADE = "/readyz/poststarthook/rbac/bootstrap-roles";

    /** In this order, as each is part of the next one. */
    private static final List<String> AGGREGATED = List.of("view", "edit", "admin");

    private static final List<String> PARTS =
            AGGREGATED.stream().map(name -> "system:aggregate-to-" + name).toList();

    private final KubernetesClient nested;

    /**
     * The roles of a cluster.
     *
     * @param nested a client of its administrator, which answers
     */
    public BootstrapRoles(KubernetesClient nested) {
        this.nested = nested;
    }

    /**
     * Waits for the roles. Those that somebody has deleted since are not waited for.
     *
     * @return completes when they are there, with what is left to be done until whoever is bound to one of them may do what
     *     it says; at once where there are none, as access is decided by something else
     * @throws KubernetesClientException if the cluster does not answer any more
     */
    public CompletableFuture<Runnable> there() {
        @Nullable String made;
        try {
            made = Retries.of(nested, 0).raw(MADE);
        } catch (KubernetesClientException notYet) {
            return Await.then(roles().informOnCondition(BootstrapRoles::areThere), found -> () -> aggregate(found));
        }
        return CompletableFuture.completedFuture(
                made == null ? () -> {} : () -> aggregate(roles().list().getItems()));
    }

    private NonNamespaceOperation<ClusterRole, ClusterRoleList, Resource<ClusterRole>> roles() {
        return nested.rbac().clusterRoles();
    }

    private static boolean areThere(List<ClusterRole> roles) {
        return roles.stream()
                .map(role -> role.getMetadata().getName())
                .collect(Collectors.toSet())
                .containsAll(Stream.concat(AGGREGATED.stream(), PARTS.stream()).toList());
    }

    private void aggregate(List<ClusterRole> found) {
        Map<String, ClusterRole> roles = found.stream()
                .collect(Collectors.toMap(role -> role.getMetadata().getName(), Function.identity()));
        for (String name : AGGREGATED) {
            ClusterRole role = roles.get(name);
            if (role != null && role.getAggregationRule() != null && rules(role).isEmpty()) {
                role.setRules(rules(role, roles));
                update(role);
            }
        }
    }

    private static List<PolicyRule> rules(ClusterRole whole, Map<String, ClusterRole> roles) {
        List<LabelSelector> parts = whole.getAggregationRule().getClusterRoleSelectors();
        return roles.values().stream()
                .filter(role -> !role.equals(whole))
                .filter(role -> parts.stream().anyMatch(part -> matches(part, role)))
                .sorted(Comparator.comparing(role -> role.getMetadata().getName()))
                .flatMap(role -> rules(role).stream())
                .distinct()
                .toList();
    }

    private static List<PolicyRule> rules(ClusterRole role) {
        return role.getRules() == null ? List.of() : role.getRules();
    }

    private static boolean matches(LabelSelector selector, ClusterRole role) {
        Map<String, String> labels = role.getMetadata().getLabels();
        return labels != null
                && labels.entrySet().containsAll(selector.getMatchLabels().entrySet());
    }

    private void update(ClusterRole role) {
        try {
            nested.resource(role).update();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            // The controller was first.
        }
    }
}
