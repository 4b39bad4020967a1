package io.ksail.content;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** In which order objects go into a cluster, so that what others need is there before them. */
enum ApplyOrder {
    NAMESPACES,
    DEFINITIONS,
    /** What pods refer to: accounts, permissions, configuration, storage, limits. */
    PREREQUISITES,
    SERVICES,
    WORKLOADS,
    OTHERS,
    /** They have a say in everything that comes after them. */
    ADMISSION,
    CUSTOM_RESOURCES;

    static final Comparator<ManifestDocument> BY_NEED = Comparator.comparing(ApplyOrder::of);

    private static final Set<String> BUILT_IN_GROUPS = Set.of(
            "",
            "admissionregistration.k8s.io",
            "apiextensions.k8s.io",
            "apiregistration.k8s.io",
            "apps",
            "authentication.k8s.io",
            "authorization.k8s.io",
            "autoscaling",
            "batch",
            "certificates.k8s.io",
            "coordination.k8s.io",
            "discovery.k8s.io",
            "events.k8s.io",
            "flowcontrol.apiserver.k8s.io",
            "networking.k8s.io",
            "node.k8s.io",
            "policy",
            "rbac.authorization.k8s.io",
            "resource.k8s.io",
            "scheduling.k8s.io",
            "storage.k8s.io");

    private static final Map<String, ApplyOrder> BY_KIND = Stream.of(
                    kinds(NAMESPACES, "Namespace"),
                    kinds(DEFINITIONS, "CustomResourceDefinition"),
                    kinds(SERVICES, "Service", "Endpoints", "EndpointSlice"),
                    kinds(
                            WORKLOADS,
                            "Pod",
                            "ReplicationController",
                            "Deployment",
                            "ReplicaSet",
                            "StatefulSet",
                            "DaemonSet",
                            "Job",
                            "CronJob"),
                    kinds(OTHERS, "APIService", "HorizontalPodAutoscaler", "Ingress", "PodDisruptionBudget"),
                    kinds(
                            ADMISSION,
                            "MutatingWebhookConfiguration",
                            "ValidatingWebhookConfiguration",
                            "ValidatingAdmissionPolicy",
                            "ValidatingAdmissionPolicyBinding",
                            "MutatingAdmissionPolicy",
                            "MutatingAdmissionPolicyBinding"))
            .flatMap(kinds -> kinds.entrySet().stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static Map<String, ApplyOrder> kinds(ApplyOrder order, String... kinds) {
        return Stream.of(kinds).collect(Collectors.toMap(kind -> kind, kind -> order));
    }

    static ApplyOrder of(ManifestDocument document) {
        return isBuiltIn(document.group()) ? BY_KIND.getOrDefault(document.kind(), PREREQUISITES) : CUSTOM_RESOURCES;
    }

    /** Whether the API server itself has the group, so that nothing that comes later can bring a kind of it. */
    static boolean isBuiltIn(String group) {
        return BUILT_IN_GROUPS.contains(group);
    }
}
