package io.ksail.content;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;
import java.util.Set;

/**
 * Something applied that runs pods.
 *
 * @param kind such as {@code Deployment}
 * @param namespace where it is
 * @param name its name
 * @param generation which version of it was applied; a status older than that says nothing
 */
record Workload(String kind, String namespace, String name, long generation) {

    private static final Set<String> KINDS = Set.of("Deployment", "StatefulSet", "DaemonSet", "Job", "Pod");

    static Optional<Workload> of(GenericKubernetesResource applied) {
        boolean builtIn = !applied.getApiVersion().contains("."); // v1, apps/v1, batch/v1
        return builtIn && KINDS.contains(applied.getKind())
                ? Optional.of(new Workload(
                        applied.getKind(),
                        applied.getMetadata().getNamespace(),
                        applied.getMetadata().getName(),
                        Optional.ofNullable(applied.getMetadata().getGeneration())
                                .orElse(0L)))
                : Optional.empty();
    }

    boolean is(HasMetadata object) {
        return object.getKind().equals(kind)
                && object.getMetadata().getName().equals(name)
                && namespace.equals(object.getMetadata().getNamespace());
    }

    @Override
    public String toString() {
        return kind + " " + namespace + "/" + name;
    }
}
