package io.ksail.content;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.ksail.internal.Await;
import io.ksail.internal.Causes;
import io.ksail.internal.Deadline;
import io.ksail.internal.Durations;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Waits until custom resources can be created: their definitions are Established, and discovery serves their kinds. */
final class ServedDefinitions {

    /** Discovery has no event to wait for, and follows within moments, so it is asked again after this long. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    private static final String INTERRUPTED = "the thread was interrupted while waiting";

    private final KubernetesClient client;
    private final ServedKinds served;
    private final Deadline deadline;

    ServedDefinitions(KubernetesClient client, ServedKinds served, Deadline deadline) {
        this.client = client;
        this.served = served;
        this.deadline = deadline;
    }

    void await(Set<String> names) {
        List<CustomResourceDefinition> established = established(names);
        for (CustomResourceDefinition definition : established) {
            definition.getSpec().getVersions().stream()
                    .filter(version -> Boolean.TRUE.equals(version.getServed()))
                    .forEach(version -> awaitDiscovery(
                            definition.getMetadata().getName(),
                            definition.getSpec().getGroup() + "/" + version.getName(),
                            definition.getSpec().getNames().getKind()));
        }
    }

    private List<CustomResourceDefinition> established(Set<String> names) {
        CompletableFuture<List<CustomResourceDefinition>> decided = client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .informOnCondition(all -> of(names, all).size() == names.size()
                        && of(names, all).stream().allMatch(ServedDefinitions::isDecided));
        String all = String.join(", ", names);
        List<CustomResourceDefinition> found = of(
                names,
                Await.value(
                        decided,
                        deadline.remaining(),
                        late -> notServed(all, "it was not Established after " + elapsed(), late),
                        failed -> notServed(all, Causes.message(failed), failed),
                        interrupted -> notServed(all, INTERRUPTED, interrupted)));
        found.forEach(one -> condition(one, "NamesAccepted")
                .filter(condition -> "False".equals(condition.getStatus()))
                .ifPresent(condition -> {
                    throw notServed(one.getMetadata().getName(), condition.getMessage(), null);
                }));
        return found;
    }

    private void awaitDiscovery(String name, String apiVersion, String kind) {
        while (served.find(apiVersion, kind).isEmpty()) {
            if (deadline.passed()) {
                throw notServed(name, "discovery did not have it after " + elapsed(), null);
            }
            Await.pause(PAUSE, interrupted -> notServed(name, INTERRUPTED, interrupted));
        }
    }

    private String elapsed() {
        return Durations.readable(deadline.elapsed());
    }

    private static List<CustomResourceDefinition> of(Set<String> names, List<CustomResourceDefinition> all) {
        return all.stream()
                .filter(one -> names.contains(one.getMetadata().getName()))
                .collect(Collectors.toList());
    }

    /** Whether the API server has said that it serves it, or that it won't. */
    static boolean isDecided(CustomResourceDefinition definition) {
        return is(definition, "Established", "True") || is(definition, "NamesAccepted", "False");
    }

    private static boolean is(CustomResourceDefinition definition, String type, String status) {
        return condition(definition, type)
                .filter(condition -> status.equals(condition.getStatus()))
                .isPresent();
    }

    private static Optional<CustomResourceDefinitionCondition> condition(
            CustomResourceDefinition definition, String type) {
        // One that has just been created has no status, or one that says "conditions: null".
        return Optional.ofNullable(definition.getStatus())
                .flatMap(status -> Optional.ofNullable(status.getConditions()))
                .flatMap(conditions -> conditions.stream()
                        .filter(condition -> type.equals(condition.getType()))
                        .findFirst());
    }

    private static ContentException notServed(String names, String seen, @Nullable Exception cause) {
        return new ContentException(
                "The custom resource definition %s is not served".formatted(names),
                seen,
                "correct it, or give it longer (contentTimeout)",
                cause);
    }

    /** The kinds that an API server says it serves. Remembers what is there, asks again for what is not. Thread-safe. */
    static final class ServedKinds {

        private final KubernetesClient client;
        private final Map<String, List<APIResource>> known = new ConcurrentHashMap<>();

        ServedKinds(KubernetesClient client) {
            this.client = client;
        }

        Optional<ResourceDefinitionContext> find(String apiVersion, String kind) {
            return in(known.getOrDefault(apiVersion, List.of()), apiVersion, kind)
                    .or(() -> {
                        List<APIResource> now = ask(apiVersion);
                        known.put(apiVersion, now);
                        return in(now, apiVersion, kind);
                    });
        }

        private static Optional<ResourceDefinitionContext> in(
                List<APIResource> served, String apiVersion, String kind) {
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
}
