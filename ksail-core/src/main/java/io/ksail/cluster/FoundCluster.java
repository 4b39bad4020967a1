package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.ksail.internal.diagnosis.PodState;
import io.ksail.internal.namespace.ClusterLabels;
import io.ksail.internal.namespace.LeaseGuard;
import io.ksail.spec.DistributionType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a cluster's namespace and its pods say about it. */
final class FoundCluster {

    /** Pods of a VCluster's users run beside its own. */
    private static final String OF_A_USER = "vcluster.loft.sh/managed-by";

    private final Namespace namespace;
    private final List<Pod> nodes;

    FoundCluster(Namespace namespace, List<Pod> pods) {
        this.namespace = namespace;
        this.nodes = pods.stream()
                .filter(pod -> !LeaseGuard.NAME.equals(pod.getMetadata().getName()))
                .filter(pod -> pod.getMetadata().getLabels() == null
                        || !pod.getMetadata().getLabels().containsKey(OF_A_USER))
                .toList();
    }

    /** What a namespace alone says of its cluster's distribution. */
    static Optional<DistributionType> distribution(Namespace namespace) {
        return new FoundCluster(namespace, List.of()).distribution();
    }

    ClusterInfo info() {
        Optional<String> problem =
                nodes.stream().flatMap(pod -> PodState.problem(pod).stream()).findFirst();
        int ready = (int) nodes.stream().filter(PodState::isReady).count();
        ClusterStatus status = status(problem.isPresent(), ready);
        return new ClusterInfo(
                namespace.getMetadata().getLabels().get(ClusterLabels.CLUSTER),
                namespace.getMetadata().getName(),
                distribution(),
                status,
                detail(status, problem, ready),
                Instant.parse(namespace.getMetadata().getCreationTimestamp()),
                said(ClusterLabels.OWNER),
                said(ClusterLabels.CREATED_BY),
                said(ClusterLabels.REQUESTED_BY),
                ClusterLabels.expiry(namespace),
                said(ClusterLabels.EXPOSURE),
                said(ClusterLabels.API_URL),
                ClusterLabels.annotation(namespace, ClusterLabels.SKIPPED).stream()
                        .flatMap(String::lines)
                        .map(line -> line.replaceAll("\\p{Cntrl}", " "))
                        .toList(),
                ready,
                nodes.size());
    }

    private ClusterStatus status(boolean failed, int ready) {
        if (namespace.getMetadata().getDeletionTimestamp() != null) {
            return ClusterStatus.DELETING;
        }
        if (failed || (handedOver() && nodes.isEmpty())) {
            return ClusterStatus.FAILED;
        }
        boolean madeByUs = said(ClusterLabels.CREATED_BY).isPresent();
        return !nodes.isEmpty() && ready == nodes.size() && (handedOver() || !madeByUs)
                ? ClusterStatus.RUNNING
                : ClusterStatus.CREATING;
    }

    private boolean handedOver() {
        return said(ClusterLabels.READY_SINCE).isPresent();
    }

    private String detail(ClusterStatus status, Optional<String> problem, int ready) {
        return switch (status) {
            case RUNNING, DELETING -> "";
            case FAILED -> problem.orElse("it has no pods any more");
            case CREATING -> "%d of %d pods are Ready".formatted(ready, nodes.size());
        };
    }

    private Optional<String> said(String annotation) {
        return ClusterLabels.note(namespace, annotation);
    }

    /** KSail's own clusters carry no label that tells: their namespace does, or what their nodes run. */
    private Optional<DistributionType> distribution() {
        String label = namespace.getMetadata().getLabels().get(ClusterLabels.DISTRIBUTION);
        return Arrays.stream(DistributionType.values())
                .filter(type ->
                        label == null ? looksLike(type) : type.yamlName().equalsIgnoreCase(label))
                .findFirst();
    }

    private boolean looksLike(DistributionType type) {
        return namespace.getMetadata().getName().startsWith(type.namespacePrefix())
                && switch (type) {
                    case K3S, VCLUSTER -> true;
                    case TALOS -> runs("talos");
                    case VANILLA -> !runs("talos") && (runs("kind") || runs("docker") || runs("dind"));
                };
    }

    private boolean runs(String image) {
        return nodes.stream()
                .map(Pod::getSpec)
                .filter(Objects::nonNull)
                .flatMap(spec -> spec.getContainers().stream())
                .anyMatch(container -> String.valueOf(container.getImage()).contains(image));
    }
}
