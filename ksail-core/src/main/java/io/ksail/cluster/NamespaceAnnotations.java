package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Writes annotations of a cluster's namespace, in one request; an empty value takes one off. */
final class NamespaceAnnotations {

    private final KubernetesClient host;
    private final String namespace;

    NamespaceAnnotations(KubernetesClient host, String namespace) {
        this.host = host;
        this.namespace = namespace;
    }

    /**
     * Only if it is that very namespace, and not one that took its place.
     *
     * @return the namespace as it is then
     * @throws io.fabric8.kubernetes.client.KubernetesClientException with code 409 if it is not
     */
    Namespace writeIf(String uid, Map<String, Optional<String>> annotations) {
        return patch(annotations, Map.of("uid", uid));
    }

    /**
     * Only if nobody has changed anything since.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException with code 409 if somebody has
     */
    Namespace writeIfStill(Namespace seen, Map<String, Optional<String>> annotations) {
        return patch(
                annotations,
                Map.of(
                        "resourceVersion",
                        seen.getMetadata().getResourceVersion(),
                        "uid",
                        seen.getMetadata().getUid()));
    }

    private Namespace patch(Map<String, Optional<String>> annotations, Map<String, String> conditions) {
        Map<String, Object> values = new HashMap<>();
        annotations.forEach((key, value) -> values.put(key, value.orElse(null)));
        Map<String, Object> metadata = new HashMap<>(conditions);
        metadata.put("annotations", values);
        return host.namespaces()
                .withName(namespace)
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .withFieldManager(HostClock.FIELD_MANAGER)
                                .build(),
                        Serialization.asJson(Map.of("metadata", metadata)));
    }
}
