package io.ksail.internal.diagnosis;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Something that will not heal by waiting.
 *
 * @param seen what was seen, in the host's own words
 * @param remedy what to do about it
 */
public record Problem(String seen, String remedy) {

    /** What to do when processes were killed, or the limit was reached. */
    public static final String MORE_MEMORY = "give the nodes more memory (resources), or take the limit away";

    private static final Set<String> CANNOT_START = Set.of(
            "InvalidImageName",
            "ErrImageNeverPull",
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError");

    private static final int EXITS_TO_GIVE_UP = 2;
    private static final String KILLED_FOR_MEMORY = "OOMKilled";
    private static final int PULLS_TO_GIVE_UP = 2;

    /**
     * The host can't be reached any more.
     *
     * @param silence since when, or while doing what
     * @param words what the network says
     * @param namespace what may be left there
     * @return the problem
     */
    public static Problem hostLost(String silence, String words, String namespace) {
        return new Problem(
                "the host's API has not answered %s: %s".formatted(silence, words),
                "bring the host back; what was made there is removed when its lease runs out, or by: kubectl delete"
                        + " namespace " + namespace);
    }

    /**
     * Tells from a pod's status whether it will never run.
     *
     * @param pod any pod
     * @return why; empty when there is hope
     */
    public static Optional<Problem> of(Pod pod) {
        if (pod.getStatus() == null) {
            return Optional.empty();
        }
        if ("Failed".equals(pod.getStatus().getPhase())) {
            return Optional.of(new Problem(
                    "pod %s failed: %s %s"
                            .formatted(
                                    PodDescriber.name(pod),
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
                            .formatted(
                                    status.getName(),
                                    PodDescriber.name(pod),
                                    waiting.getReason(),
                                    text(waiting.getMessage())),
                    "correct what the host's node says is wrong"));
        }
        ContainerStateTerminated ended = status.getState().getTerminated() != null
                ? status.getState().getTerminated()
                : status.getLastState() == null ? null : status.getLastState().getTerminated();
        int exits = status.getRestartCount() + (status.getState().getTerminated() == null ? 0 : 1);
        if (ended != null && exits >= EXITS_TO_GIVE_UP) {
            return Optional.of(new Problem(
                    "container '%s' of pod %s ended %d times, last with exit code %d (%s)"
                            .formatted(
                                    status.getName(),
                                    PodDescriber.name(pod),
                                    exits,
                                    ended.getExitCode(),
                                    ended.getReason()),
                    KILLED_FOR_MEMORY.equals(ended.getReason()) ? MORE_MEMORY : "the last log lines say why it ended"));
        }
        return Optional.empty();
    }

    private static String text(String nullable) {
        return nullable == null ? "" : nullable;
    }

    /** Tells from an event whether what it speaks of will never come. */
    static Optional<Problem> of(Event event) {
        String message = event.getMessage() == null ? "" : event.getMessage();
        if ("FailedCreate".equals(event.getReason()) && isDenied(message)) {
            return Optional.of(new Problem(
                    "the host does not admit the pod: " + message,
                    "nested nodes are privileged pods: let the host's admission (Pod Security, policies, quotas) allow"
                            + " them in this namespace, or use another host"));
        }
        if ("Failed".equals(event.getReason()) && message.startsWith("Failed to pull image")) {
            int times = event.getCount() == null ? 1 : event.getCount();
            if (isFinalForPull(message) || times >= PULLS_TO_GIVE_UP) {
                return Optional.of(new Problem(
                        message,
                        "check the Kubernetes version and the image's name, that the host's nodes reach the registry,"
                                + " and registry mirrors (KSAIL_REGISTRY_MIRRORS)"));
            }
        }
        return Optional.empty();
    }

    /** A service account that is still to come heals by itself, though the host says "forbidden" of that too. */
    private static boolean isDenied(String message) {
        return !message.contains("error looking up service account")
                && Stream.of("forbidden", "denied").anyMatch(message.toLowerCase(Locale.ROOT)::contains);
    }

    /** A registry that answers "no" will say so again; one that does not answer may do so at the second try. */
    private static boolean isFinalForPull(String message) {
        return Stream.of("not found", "manifest unknown", "denied", "unauthorized", "invalid reference")
                .anyMatch(message.toLowerCase(Locale.ROOT)::contains);
    }
}
