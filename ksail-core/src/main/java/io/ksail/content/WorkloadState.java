package io.ksail.content;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far a workload is.
 *
 * @param done whether it is what was waited for: available, rolled out, complete, ready
 * @param message how far it is, and what its controller complains of
 * @param failure why it will never be done, if its controller says so
 * @param selector the labels of its pods; empty for a pod itself
 */
record WorkloadState(boolean done, String message, Optional<String> failure, Map<String, String> selector) {

    private static final WorkloadState OLD = new WorkloadState(false, "not looked at yet", Optional.empty(), Map.of());

    /** The state of an object of one of the kinds, if its status is of the generation that was applied. */
    static WorkloadState of(HasMetadata object, long generation) {
        if (object instanceof Deployment deployment) {
            return of(deployment, generation);
        } else if (object instanceof StatefulSet set) {
            return of(set, generation);
        } else if (object instanceof DaemonSet set) {
            return of(set, generation);
        } else if (object instanceof Job job) {
            return of(job);
        } else {
            return of((Pod) object);
        }
    }

    private static WorkloadState of(Deployment deployment, long generation) {
        var status = deployment.getStatus();
        if (status == null || isBefore(status.getObservedGeneration(), generation)) {
            return OLD;
        }
        int wanted = number(deployment.getSpec().getReplicas(), 1);
        int available = number(status.getAvailableReplicas(), 0);
        List<DeploymentCondition> conditions = status.getConditions();
        String complaints = conditions.stream()
                .filter(condition -> "ReplicaFailure".equals(condition.getType()))
                .map(condition -> ", " + condition.getReason() + ": " + condition.getMessage())
                .collect(Collectors.joining());
        return new WorkloadState(
                available >= wanted && number(status.getUpdatedReplicas(), 0) >= wanted,
                "%d of %d available%s".formatted(available, wanted, complaints),
                conditions.stream()
                        .filter(condition -> "ProgressDeadlineExceeded".equals(condition.getReason()))
                        .map(DeploymentCondition::getMessage)
                        .findFirst(),
                labels(deployment.getSpec().getSelector()));
    }

    private static WorkloadState of(StatefulSet set, long generation) {
        var status = set.getStatus();
        if (status == null || isBefore(status.getObservedGeneration(), generation)) {
            return OLD;
        }
        int wanted = number(set.getSpec().getReplicas(), 1);
        int ready = number(status.getReadyReplicas(), 0);
        boolean byHand = set.getSpec().getUpdateStrategy() != null
                && "OnDelete".equals(set.getSpec().getUpdateStrategy().getType());
        return new WorkloadState(
                ready >= wanted && (byHand || number(status.getUpdatedReplicas(), 0) >= wanted),
                "%d of %d ready".formatted(ready, wanted),
                Optional.empty(),
                labels(set.getSpec().getSelector()));
    }

    private static WorkloadState of(DaemonSet set, long generation) {
        var status = set.getStatus();
        if (status == null || isBefore(status.getObservedGeneration(), generation)) {
            return OLD;
        }
        int wanted = number(status.getDesiredNumberScheduled(), 0);
        int available = number(status.getNumberAvailable(), 0);
        return new WorkloadState(
                available >= wanted && number(status.getUpdatedNumberScheduled(), 0) >= wanted,
                "%d of %d available".formatted(available, wanted),
                Optional.empty(),
                labels(set.getSpec().getSelector()));
    }

    private static WorkloadState of(Job job) {
        List<JobCondition> conditions =
                job.getStatus() == null ? List.of() : job.getStatus().getConditions();
        boolean suspended = Boolean.TRUE.equals(job.getSpec().getSuspend());
        return new WorkloadState(
                suspended || conditions.stream().anyMatch(condition -> isTrue(condition, "Complete")),
                "not complete",
                conditions.stream()
                        .filter(condition -> isTrue(condition, "Failed"))
                        .map(condition -> condition.getReason() + ": " + condition.getMessage())
                        .findFirst(),
                labels(job.getSpec().getSelector()));
    }

    private static WorkloadState of(Pod pod) {
        String phase =
                String.valueOf(pod.getStatus() == null ? null : pod.getStatus().getPhase());
        return new WorkloadState(
                "Succeeded".equals(phase) || Readiness.isPodReady(pod),
                "not ready",
                "Failed".equals(phase) ? Optional.of("it has failed") : Optional.empty(),
                Map.of());
    }

    private static boolean isTrue(JobCondition condition, String type) {
        return type.equals(condition.getType()) && "True".equals(condition.getStatus());
    }

    private static boolean isBefore(@Nullable Long observed, long generation) {
        return Objects.requireNonNullElse(observed, 0L) < generation;
    }

    private static int number(@Nullable Integer value, int otherwise) {
        return value == null ? otherwise : value;
    }

    private static Map<String, String> labels(@Nullable LabelSelector selector) {
        return selector == null || selector.getMatchLabels() == null ? Map.of() : selector.getMatchLabels();
    }
}
