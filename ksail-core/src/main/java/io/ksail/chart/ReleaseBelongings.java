package io.ksail.chart;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * What the releases in a namespace have outside of every namespace. It is made to belong to the namespace, so that the
 * host removes it when that is gone, whoever deletes it: a killed process leaves no more than a living one.
 */
public final class ReleaseBelongings {

    private final KubernetesClient host;
    private final Namespace namespace;

    /**
     * The belongings of all releases in a namespace.
     *
     * @param host a client of the cluster that the releases are in
     * @param namespace the namespace, as it was found
     */
    public ReleaseBelongings(KubernetesClient host, Namespace namespace) {
        this.host = host;
        this.namespace = namespace;
    }

    /**
     * Makes them belong to the namespace. What belongs to it already, or is not there any more, is passed over.
     *
     * @return how many there are
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if the cluster does not allow it
     */
    public int bind() {
        List<GenericKubernetesResource> outside = host
                .secrets()
                .inNamespace(namespace.getMetadata().getName())
                .withLabel("owner", "helm")
                .list()
                .getItems()
                .stream()
                .map(ReleaseBelongings::manifest)
                .flatMap(manifest -> objects(manifest).stream())
                .filter(object -> !"Namespace".equals(object.getKind()))
                .toList();
        return (int) outside.stream().filter(this::isBound).count();
    }

    /** As Helm 3 keeps it: base 64 of gzipped JSON, and base 64 of that again as in every Secret. */
    static String manifest(Secret release) {
        byte[] kept = Base64.getDecoder().decode(release.getData().get("release"));
        byte[] zipped = Base64.getDecoder().decode(kept);
        try (GZIPInputStream json = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            Map<?, ?> found =
                    Serialization.unmarshal(new String(json.readAllBytes(), StandardCharsets.UTF_8), Map.class);
            return Optional.ofNullable(found.get("manifest"))
                    .map(String::valueOf)
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<GenericKubernetesResource> objects(String manifest) {
        List<GenericKubernetesResource> objects = new ArrayList<>();
        for (String document : manifest.split("(?m)^---\\s*$")) {
            if (document.lines().anyMatch(line -> line.startsWith("kind:"))) {
                objects.add(Serialization.unmarshal(document, GenericKubernetesResource.class));
            }
        }
        return objects;
    }

    private boolean isBound(GenericKubernetesResource object) {
        Optional<ResourceDefinitionContext> outside = outsideOfNamespaces(object);
        if (outside.isEmpty()) {
            return false;
        }
        var there = host.genericKubernetesResources(outside.get())
                .withName(object.getMetadata().getName());
        if (there.get() == null) {
            return false;
        }
        there.patch(
                PatchContext.of(PatchType.JSON_MERGE),
                Serialization.asJson(Map.of("metadata", Map.of("ownerReferences", List.of(owner())))));
        return true;
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

    private Optional<ResourceDefinitionContext> outsideOfNamespaces(GenericKubernetesResource object) {
        String version = object.getApiVersion();
        APIResourceList known = host.getApiResources(version);
        if (known == null) {
            return Optional.empty();
        }
        int slash = version.indexOf('/');
        return known.getResources().stream()
                .filter(resource -> resource.getKind().equals(object.getKind()))
                .filter(resource -> !resource.getName().contains("/"))
                .filter(resource -> !Boolean.TRUE.equals(resource.getNamespaced()))
                .map(APIResource::getName)
                .findFirst()
                .map(plural -> new ResourceDefinitionContext.Builder()
                        .withGroup(version.substring(0, Math.max(slash, 0)))
                        .withVersion(version.substring(slash + 1))
                        .withKind(object.getKind())
                        .withPlural(plural)
                        .withNamespaced(false)
                        .build());
    }
}
