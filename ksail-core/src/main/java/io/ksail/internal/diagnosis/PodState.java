package io.ksail.internal.diagnosis;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/** How a pod is, at a glance. */
public final class PodState {

    private PodState() {}

    /**
     * Whether the pod is Ready.
     *
     * @param pod any pod
     * @return true when its condition says so
     */
    public static boolean isReady(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    /**
     * Why the pod will never run.
     *
     * @param pod any pod
     * @return the host's words; empty when there is hope
     */
    public static Optional<String> problem(Pod pod) {
        return Problem.of(pod).map(Problem::seen);
    }
}
