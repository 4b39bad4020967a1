package io.ksail.content;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.ksail.internal.diagnosis.Problem;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells from a pod of the user's whether waiting for it has no sense. More patient than with pods of nodes: programs
 * that end because something they need is still to come are started again, and that is how many of them wait.
 */
final class UnrecoverablePods {

    private static final Set<String> WRONG_FOR_GOOD = Set.of("InvalidImageName", "ErrImageNeverPull");
    private static final Set<String> NOT_PULLED = Set.of("ErrImagePull", "ImagePullBackOff");
    private static final Set<String> FINAL_ANSWERS =
            Set.of("not found", "manifest unknown", "denied", "unauthorized", "invalid reference");

    /** After the fourth end the kubelet waits for more than a minute. */
    private static final int ENDS_TO_GIVE_UP = 4;

    private UnrecoverablePods() {}

    static Optional<Problem> of(Pod pod) {
        if (pod.getStatus() == null || pod.getMetadata().getDeletionTimestamp() != null) {
            return Optional.empty();
        }
        return Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream())
                .flatMap(status -> of(pod, status).stream())
                .findFirst();
    }

    private static Optional<Problem> of(Pod pod, ContainerStatus status) {
        String name = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
        ContainerStateWaiting waiting = status.getState().getWaiting();
        if (waiting == null) {
            return Optional.empty();
        }
        if (cannotStart(waiting)) {
            return Optional.of(new Problem(
                    "container '%s' of pod %s can't start: %s: %s"
                            .formatted(status.getName(), name, waiting.getReason(), waiting.getMessage()),
                    "correct the image's name, or put the image onto the nodes (images)"));
        }
        ContainerStateTerminated last =
                status.getLastState() == null ? null : status.getLastState().getTerminated();
        int ends = status.getRestartCount() + 1;
        return last != null && "CrashLoopBackOff".equals(waiting.getReason()) && ends >= ENDS_TO_GIVE_UP
                ? Optional.of(new Problem(
                        "container '%s' of pod %s ended %d times, last with exit code %d (%s)"
                                .formatted(status.getName(), name, ends, last.getExitCode(), last.getReason()),
                        "the last log lines say why it ended"))
                : Optional.empty();
    }

    private static boolean cannotStart(ContainerStateWaiting waiting) {
        String message = String.valueOf(waiting.getMessage()).toLowerCase(Locale.ROOT);
        return WRONG_FOR_GOOD.contains(waiting.getReason())
                || (NOT_PULLED.contains(waiting.getReason())
                        && FINAL_ANSWERS.stream().anyMatch(message::contains));
    }
}
