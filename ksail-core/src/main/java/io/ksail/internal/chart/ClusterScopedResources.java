package io.ksail.internal.chart;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a release has outside of every namespace. It is made to belong to the release's namespace, so that the host removes
 * it when that is gone, whoever deletes it: a killed process leaves no more than a living one.
 *
 * <p>Whoever may write in the namespace could name anything as a part of the release, so nothing that is kept there is
 * asked. What counts is the object itself: that it is of a kind that the chart can make, that Helm wrote the release's
 * name and namespace on it, that it was made after the namespace, and that it belongs to nobody yet. Who may write that on
 * an object could delete it as well.
 */
public final class ClusterScopedResources {

    private static final String HELM = "Helm";
    private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    private static final String RELEASE_NAME = "meta.helm.sh/release-name";
    private static final String RELEASE_NAMESPACE = "meta.helm.sh/release-namespace";

    /** Kinds of objects that charts make outside of namespaces. */
    public enum Kind {
        /** Permissions everywhere. */
        CLUSTER_ROLE("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles"),
        /** Who has them. */
        CLUSTER_ROLE_BINDING("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings"),
        /** Kinds of an operator's own. */
        CUSTOM_RESOURCE_DEFINITION(
                "apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions");

        private final ResourceDefinitionContext context;

        Kind(String group, String version, String kind, String plural) {
            this.context = new ResourceDefinitionContext.Builder()
                    .withGroup(group)
                    .withVersion(version)
                    .withKind(kind)
                    .withPlural(plural)
                    .withNamespaced(false)
                    .build();
        }
    }

    private final KubernetesClient host;
    private final Namespace namespace;
    private final String release;
    private final Set<Kind> kinds;

    /**
     * The belongings of a release.
     *
     * @param host a client of the cluster that the release is in
     * @param namespace its namespace, as it was found
     * @param release its name
     * @param kinds what its chart can make
     */
    public ClusterScopedResources(KubernetesClient host, Namespace namespace, String release, Set<Kind> kinds) {
        this.host = host;
        this.namespace = namespace;
        this.release = release;
        this.kinds = Set.copyOf(kinds);
    }

    /**
     * Makes them belong to the namespace. Who may not list a kind can't have made any of it, and is asked for nothing.
     *
     * @return how many were bound
     * @throws KubernetesClientException if the cluster does not allow it
     */
    public int bind() {
        return (int) kinds.stream()
                .flatMap(kind -> labelled(kind).stream().filter(this::isProven).filter(object -> isBound(kind, object)))
                .count();
    }

    private List<GenericKubernetesResource> labelled(Kind kind) {
        try {
            return host.genericKubernetesResources(kind.context)
                    .withLabel(MANAGED_BY, HELM)
                    .list()
                    .getItems();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return List.of();
            }
            throw e;
        }
    }

    boolean isProven(GenericKubernetesResource object) {
        ObjectMeta metadata = object.getMetadata();
        Map<String, String> annotations =
                Optional.ofNullable(metadata.getAnnotations()).orElse(Map.of());
        return Objects.equals(release, annotations.get(RELEASE_NAME))
                && namespace.getMetadata().getName().equals(annotations.get(RELEASE_NAMESPACE))
                // Both are the host's own words, to the second, and sort as text.
                && metadata.getCreationTimestamp()
                                .compareTo(namespace.getMetadata().getCreationTimestamp())
                        >= 0
                && metadata.getOwnerReferences().isEmpty()
                && metadata.getDeletionTimestamp() == null;
    }

    /** Only the very object that was looked at. */
    private boolean isBound(Kind kind, GenericKubernetesResource object) {
        Map<String, Object> metadata = Map.of(
                "uid", object.getMetadata().getUid(),
                "resourceVersion", object.getMetadata().getResourceVersion(),
                "ownerReferences", List.of(owner()));
        try {
            host.genericKubernetesResources(kind.context)
                    .withName(object.getMetadata().getName())
                    .patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(Map.of("metadata", metadata)));
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private Map<String, String> owner() {
        return Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Namespace",
                "name",
                namespace.getMetadata().getName(),
                "uid",
                namespace.getMetadata().getUid());
    }
}
