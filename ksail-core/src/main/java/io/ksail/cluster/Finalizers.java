package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.ksail.internal.Causes;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the finalizers of objects in one namespace that is being deleted: of an operator that is gone and will never
 * answer for them. Never looks into another namespace.
 */
final class Finalizers {

    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient host;
    private final String namespace;

    Finalizers(KubernetesClient host, String namespace) {
        this.host = host;
        this.namespace = namespace;
    }

    void removeAll() {
        Stream.concat(
                        Stream.of("v1"),
                        host.getApiGroups().getGroups().stream()
                                .map(APIGroup::getPreferredVersion)
                                .map(version -> version.getGroupVersion()))
                .parallel()
                .forEach(this::removeIn);
    }

    private void removeIn(String groupVersion) {
        try {
            host.getApiResources(groupVersion).getResources().stream()
                    .filter(APIResource::getNamespaced)
                    .filter(resource -> resource.getVerbs().containsAll(List.of("list", "patch")))
                    .forEach(resource -> removeFrom(context(groupVersion, resource)));
        } catch (KubernetesClientException e) {
            // A group whose own server is gone is not the host's last word on the others.
            LOG.warn("namespace {}: {} can't be looked through: {}", namespace, groupVersion, Causes.words(e));
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
        var inNamespace = host.genericKubernetesResources(type).inNamespace(namespace);
        for (GenericKubernetesResource object : inNamespace.list().getItems()) {
            if (!object.getMetadata().getFinalizers().isEmpty()) {
                LOG.warn(
                        "namespace {}: removing the finalizers {} of {} {}",
                        namespace,
                        object.getMetadata().getFinalizers(),
                        type.getPlural(),
                        object.getMetadata().getName());
                inNamespace
                        .withName(object.getMetadata().getName())
                        .patch(MERGE, "{\"metadata\":{\"finalizers\":null}}");
            }
        }
    }
}
