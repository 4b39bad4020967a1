package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.ksail.internal.diagnosis.Problem;
import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.namespace.ClusterLabels;
import io.ksail.internal.namespace.LeaseGuard;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a cluster's namespace and its pods say about it. */
final class FoundCluster {

    private final Namespace namespace;
    private final Optional<Distribution> distribution;
    private final List<Pod> nodes;

    FoundCluster(Namespace namespace, List<Pod> pods) {
        List<Pod> all = pods.stream()
                .filter(pod -> !LeaseGuard.NAME.equals(pod.getMetadata().getName()))
                .toList();
        this.namespace = namespace;
        this.distribution = distribution(namespace, all);
        this.nodes = all.stream()
                .filter(pod -> distribution.map(its -> its.isNode(pod)).orElse(true))
                .toList();
    }

    /** What a namespace alone says of its cluster's distribution. */
    static Optional<Distribution> distribution(Namespace namespace) {
        return distribution(namespace, List.of());
    }

    ClusterInfo info() {
        Optional<String> problem = nodes.stream()
                .flatMap(pod -> Problem.of(pod).stream())
                .map(Problem::seen)
                .findFirst();
        int ready = (int) nodes.stream().filter(Readiness::isPodReady).count();
        ClusterStatus status = status(problem.isPresent(), ready);
        return new ClusterInfo(
                namespace.getMetadata().getLabels().get(ClusterLabels.CLUSTER),
                namespace.getMetadata().getName(),
                distribution.map(Distribution::name),
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
            case CREATING ->
                (waitsInPool() ? "waits in the pool, " : "") + "%d of %d pods are Ready".formatted(ready, nodes.size());
        };
    }

    private boolean waitsInPool() {
        return said(ClusterLabels.REQUESTED_BY)
                .filter(ClusterLabels.FOR_POOL::equals)
                .isPresent();
    }

    private Optional<String> said(String annotation) {
        return ClusterLabels.note(namespace, annotation);
    }

    /** KSail's own clusters carry no label that tells: their namespace does, or what their nodes run. */
    private static Optional<Distribution> distribution(Namespace namespace, List<Pod> pods) {
        String label = namespace.getMetadata().getLabels().get(ClusterLabels.DISTRIBUTION);
        return Distribution.all().stream()
                .filter(one -> label == null
                        ? namespace.getMetadata().getName().startsWith(one.namespacePrefix())
                                && one.recognizes(word -> runs(word, pods))
                        : one.name().equalsIgnoreCase(label))
                .findFirst();
    }

    private static boolean runs(String image, List<Pod> pods) {
        return pods.stream()
                .map(Pod::getSpec)
                .filter(Objects::nonNull)
                .flatMap(spec -> spec.getContainers().stream())
                .anyMatch(container -> String.valueOf(container.getImage()).contains(image));
    }
}
