package io.ksail.content;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The kinds that an API server says it serves. Remembers what is there, asks again for what is not. Thread-safe. */
final class ServedKinds {

    private final KubernetesClient client;
    private final Map<String, List<APIResource>> known = new ConcurrentHashMap<>();

    ServedKinds(KubernetesClient client) {
        this.client = client;
    }

    Optional<ResourceDefinitionContext> find(String apiVersion, String kind) {
        return in(known.getOrDefault(apiVersion, List.of()), apiVersion, kind).or(() -> {
            List<APIResource> now = ask(apiVersion);
            known.put(apiVersion, now);
            return in(now, apiVersion, kind);
        });
    }

    private static Optional<ResourceDefinitionContext> in(List<APIResource> served, String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        return served.stream()
                .filter(resource -> resource.getKind().equals(kind))
                .filter(resource -> !resource.getName().contains("/"))
                .findFirst()
                .map(resource -> new ResourceDefinitionContext.Builder()
                        .withGroup(slash < 0 ? "" : apiVersion.substring(0, slash))
                        .withVersion(apiVersion.substring(slash + 1))
                        .withKind(kind)
                        .withPlural(resource.getName())
                        .withNamespaced(Boolean.TRUE.equals(resource.getNamespaced()))
                        .build());
    }

    private List<APIResource> ask(String apiVersion) {
        try {
            APIResourceList served = client.getApiResources(apiVersion);
            return served == null ? List.of() : served.getResources();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }
}
