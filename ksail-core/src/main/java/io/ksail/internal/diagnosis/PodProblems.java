package io.ksail.internal.diagnosis;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Tells from a pod's status whether it will never run. */
final class PodProblems {

    private static final Set<String> CANNOT_START = Set.of(
            "InvalidImageName",
            "ErrImageNeverPull",
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError");

    private static final int EXITS_TO_GIVE_UP = 2;
    private static final String KILLED_FOR_MEMORY = "OOMKilled";

    private PodProblems() {}

    static Optional<Problem> of(Pod pod) {
        if (pod.getStatus() == null) {
            return Optional.empty();
        }
        if ("Failed".equals(pod.getStatus().getPhase())) {
            return Optional.of(new Problem(
                    "pod %s failed: %s %s"
                            .formatted(
                                    name(pod),
                                    text(pod.getStatus().getReason()),
                                    text(pod.getStatus().getMessage())),
                    "give the host what the pod lacks (memory, disk), then create the cluster again"));
        }
        return Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream())
                .flatMap(status -> of(pod, status).stream())
                .findFirst();
    }

    private static Optional<Problem> of(Pod pod, ContainerStatus status) {
        if (status.getState() == null) {
            return Optional.empty();
        }
        ContainerStateWaiting waiting = status.getState().getWaiting();
        if (waiting != null && CANNOT_START.contains(waiting.getReason())) {
            return Optional.of(new Problem(
                    "container '%s' of pod %s can't start: %s: %s"
                            .formatted(status.getName(), name(pod), waiting.getReason(), text(waiting.getMessage())),
                    "correct what the host's node says is wrong"));
        }
        ContainerStateTerminated ended = status.getState().getTerminated() != null
                ? status.getState().getTerminated()
                : status.getLastState() == null ? null : status.getLastState().getTerminated();
        int exits = status.getRestartCount() + (status.getState().getTerminated() == null ? 0 : 1);
        if (ended != null && exits >= EXITS_TO_GIVE_UP) {
            return Optional.of(new Problem(
                    "container '%s' of pod %s ended %d times, last with exit code %d (%s)"
                            .formatted(status.getName(), name(pod), exits, ended.getExitCode(), ended.getReason()),
                    KILLED_FOR_MEMORY.equals(ended.getReason())
                            ? Problem.MORE_MEMORY
                            : "the last log lines say why it ended"));
        }
        return Optional.empty();
    }

    static String name(Pod pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }

    private static String text(String nullable) {
        return nullable == null ? "" : nullable;
    }
}
