package io.ksail.internal.namespace;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.internal.Causes;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the finalizers of objects in one namespace that is being deleted: of an operator that is gone and will never
 * answer for them. Only of objects that are being deleted themselves, in that very namespace: never in another one, nor in
 * one that has taken its place.
 */
final class Finalizers {

    private static final Logger LOG = LoggerFactory.getLogger(Finalizers.class);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final ClusterNamespace namespace;
    private final KubernetesClient host;

    Finalizers(ClusterNamespace namespace) {
        this.namespace = namespace;
        this.host = namespace.host();
    }

    void removeAll() {
        List<String> versions = Stream.concat(
                        Stream.of("v1"),
                        host.getApiGroups().getGroups().stream()
                                .map(APIGroup::getPreferredVersion)
                                .map(version -> version.getGroupVersion()))
                .toList();
        if (namespace.now().filter(seen -> !namespace.isAlive(seen)).isPresent()) {
            versions.parallelStream().forEach(this::removeIn);
        }
    }

    private void removeIn(String groupVersion) {
        try {
            host.getApiResources(groupVersion).getResources().stream()
                    .filter(APIResource::getNamespaced)
                    .filter(resource -> resource.getVerbs().containsAll(List.of("list", "patch")))
                    .forEach(resource -> removeFrom(context(groupVersion, resource)));
        } catch (KubernetesClientException e) {
            // A group whose own server is gone is not the host's last word on the others.
            LOG.warn("namespace {}: {} can't be looked through: {}", namespace.name(), groupVersion, Causes.message(e));
        }
    }

    private static ResourceDefinitionContext context(String groupVersion, APIResource resource) {
        int slash = groupVersion.indexOf('/');
        return new ResourceDefinitionContext.Builder()
                .withGroup(groupVersion.substring(0, Math.max(slash, 0)))
                .withVersion(groupVersion.substring(slash + 1))
                .withKind(resource.getKind())
                .withPlural(resource.getName())
                .withNamespaced(true)
                .build();
    }

    private void removeFrom(ResourceDefinitionContext type) {
        host.genericKubernetesResources(type).inNamespace(namespace.name()).list().getItems().stream()
                .filter(object -> object.getMetadata().getDeletionTimestamp() != null)
                .filter(object -> !object.getMetadata().getFinalizers().isEmpty())
                .forEach(object -> removeFrom(type, object));
    }

    /** Of the very object that was listed: one that was made anew, with the namespace, has another uid. */
    private void removeFrom(ResourceDefinitionContext type, GenericKubernetesResource object) {
        LOG.warn(
                "namespace {}: removing the finalizers {} of {} {}",
                namespace.name(),
                object.getMetadata().getFinalizers(),
                type.getPlural(),
                object.getMetadata().getName());
        Map<String, Object> metadata = new HashMap<>(Collections.singletonMap("finalizers", null));
        metadata.put("uid", object.getMetadata().getUid());
        host.genericKubernetesResources(type)
                .inNamespace(namespace.name())
                .withName(object.getMetadata().getName())
                .patch(MERGE, Serialization.asJson(Map.of("metadata", metadata)));
    }
}
