package io.ksail.internal.diagnosis;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.Causes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a pod says of itself: its state, what its containers wait for, and their last log lines. */
public final class PodDescriber {

    private static final int MAX_LOG_LINES = 12;
    private static final int MAX_LINE_LENGTH = 240;

    private final KubernetesClient client;
    private final Pod pod;

    /**
     * The words of a pod.
     *
     * @param client a client of the cluster that runs it
     * @param pod the pod as it was seen
     */
    public PodDescriber(KubernetesClient client, Pod pod) {
        this.client = client;
        this.pod = pod;
    }

    /**
     * Its state.
     *
     * @return one line
     */
    public String state() {
        StringBuilder line =
                new StringBuilder("pod " + name(pod) + ": " + pod.getStatus().getPhase());
        for (PodCondition condition : pod.getStatus().getConditions()) {
            if ("PodScheduled".equals(condition.getType()) && "False".equals(condition.getStatus())) {
                line.append(", ").append(condition.getReason()).append(": ").append(condition.getMessage());
            }
        }
        Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream().filter(status -> !isReady(status)),
                        pod.getStatus().getContainerStatuses().stream())
                .forEach(status -> line.append(", container '")
                        .append(status.getName())
                        .append("' ")
                        .append(state(status)));
        return line.toString();
    }

    static String name(Pod pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }

    /**
     * The last log lines of each of its containers that was ever started.
     *
     * @return lines of text; never fails
     */
    public List<String> logs() {
        return logs(pod.getStatus().getContainerStatuses().stream());
    }

    /**
     * The last log lines of each of its containers that has ended, once or again and again.
     *
     * @return lines of text; never fails
     */
    List<String> logsOfEnded() {
        return logs(pod.getStatus().getContainerStatuses().stream()
                .filter(status ->
                        status.getRestartCount() > 0 || status.getState().getTerminated() != null));
    }

    /**
     * Its state, and the last log lines of what does not run well in it.
     *
     * @return lines of text; never fails
     */
    public List<String> complaint() {
        List<String> lines = new ArrayList<>(List.of(state()));
        lines.addAll(logs(Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream())
                .filter(status -> !isReady(status))));
        return lines;
    }

    private static boolean isReady(ContainerStatus status) {
        return Boolean.TRUE.equals(status.getReady());
    }

    private static String state(ContainerStatus status) {
        ContainerState state = status.getState();
        String restarts =
                status.getRestartCount() == 0 ? "" : " (restarted %d times)".formatted(status.getRestartCount());
        if (state.getWaiting() != null) {
            String message = state.getWaiting().getMessage();
            return "waiting: " + state.getWaiting().getReason() + (message == null ? "" : ": " + message) + restarts;
        }
        if (state.getTerminated() != null) {
            return "ended with exit code " + state.getTerminated().getExitCode() + restarts;
        }
        return (isReady(status) ? "running" : "running, not ready") + restarts;
    }

    private List<String> logs(Stream<ContainerStatus> statuses) {
        List<String> lines = new ArrayList<>();
        statuses.filter(status -> status.getContainerID() != null).forEach(status -> {
            lines.add("last log lines of container '%s' of %s:"
                    .formatted(status.getName(), pod.getMetadata().getName()));
            logLines(status).lines().forEach(line -> lines.add("  " + abridged(line)));
        });
        return lines;
    }

    private static String abridged(String line) {
        return line.length() <= MAX_LINE_LENGTH ? line : line.substring(0, MAX_LINE_LENGTH) + " …";
    }

    private String logLines(ContainerStatus status) {
        var container = client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .inContainer(status.getName());
        try {
            // Of one that has just ended it is the present log; the one before may be gone already.
            boolean waitsToRestart =
                    status.getRestartCount() > 0 && status.getState().getWaiting() != null;
            return waitsToRestart
                    ? container.terminated().tailingLines(MAX_LOG_LINES).getLog()
                    : container.tailingLines(MAX_LOG_LINES).getLog();
        } catch (KubernetesClientException e) {
            return "not available: " + Causes.message(e);
        }
    }
}
