package io.ksail.diagnosis;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.Causes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What there is to know about a namespace when something in it does not come up, as lines of text. */
final class NamespaceReport {

    private static final int MAX_EVENTS = 8;
    private static final int MAX_LOG_LINES = 12;
    private static final int MAX_LINE_LENGTH = 240;

    private final KubernetesClient host;
    private final String namespace;
    private final List<Pod> pods;
    private final List<Event> events;

    NamespaceReport(KubernetesClient host, String namespace, List<Pod> pods, List<Event> events) {
        this.host = host;
        this.namespace = namespace;
        this.pods = pods;
        this.events = events;
    }

    String text() {
        List<String> lines = new ArrayList<>();
        if (pods.isEmpty()) {
            lines.add("no pod in namespace " + namespace);
        }
        pods.forEach(pod -> lines.add(state(pod)));
        events.stream()
                .filter(event -> !"Normal".equals(event.getType()))
                .sorted(Comparator.comparing(NamespaceReport::time))
                .skip(Math.max(
                        0,
                        events.stream()
                                        .filter(event -> !"Normal".equals(event.getType()))
                                        .count()
                                - MAX_EVENTS))
                .forEach(event -> lines.add("event: " + event.getReason() + " "
                        + event.getInvolvedObject().getKind() + "/"
                        + event.getInvolvedObject().getName() + ": " + event.getMessage()));
        pods.stream().filter(NamespaceReport::isNode).forEach(pod -> lines.addAll(logs(pod)));
        return String.join("\n", lines);
    }

    private static boolean isNode(Pod pod) {
        return pod.getSpec().getContainers().stream()
                .anyMatch(container -> container.getSecurityContext() != null
                        && Boolean.TRUE.equals(container.getSecurityContext().getPrivileged()));
    }

    private static String time(Event event) {
        String last = event.getLastTimestamp();
        return last == null ? String.valueOf(event.getMetadata().getCreationTimestamp()) : last;
    }

    private static String state(Pod pod) {
        StringBuilder line = new StringBuilder(
                "pod " + PodProblems.name(pod) + ": " + pod.getStatus().getPhase());
        for (PodCondition condition : pod.getStatus().getConditions()) {
            if ("PodScheduled".equals(condition.getType()) && "False".equals(condition.getStatus())) {
                line.append(", ").append(condition.getReason()).append(": ").append(condition.getMessage());
            }
        }
        for (ContainerStatus status : pod.getStatus().getContainerStatuses()) {
            line.append(", container '").append(status.getName()).append("' ").append(state(status));
        }
        return line.toString();
    }

    private static String state(ContainerStatus status) {
        ContainerState state = status.getState();
        String restarts =
                status.getRestartCount() == 0 ? "" : " (restarted %d times)".formatted(status.getRestartCount());
        if (state.getWaiting() != null) {
            return "waiting: " + state.getWaiting().getReason() + restarts;
        }
        if (state.getTerminated() != null) {
            return "ended with exit code " + state.getTerminated().getExitCode() + restarts;
        }
        return "running" + restarts;
    }

    private List<String> logs(Pod pod) {
        List<String> lines = new ArrayList<>();
        for (ContainerStatus status : pod.getStatus().getContainerStatuses()) {
            boolean started = status.getContainerID() != null;
            if (started) {
                lines.add("last log lines of container '%s' of %s:"
                        .formatted(status.getName(), pod.getMetadata().getName()));
                logLines(pod, status).lines().forEach(line -> lines.add("  " + abridged(line)));
            }
        }
        return lines;
    }

    private static String abridged(String line) {
        return line.length() <= MAX_LINE_LENGTH ? line : line.substring(0, MAX_LINE_LENGTH) + " …";
    }

    private String logLines(Pod pod, ContainerStatus status) {
        var container = host.pods()
                .inNamespace(namespace)
                .withName(pod.getMetadata().getName())
                .inContainer(status.getName());
        try {
            boolean justRestarted =
                    status.getRestartCount() > 0 && status.getState().getRunning() == null;
            return justRestarted
                    ? container.terminated().tailingLines(MAX_LOG_LINES).getLog()
                    : container.tailingLines(MAX_LOG_LINES).getLog();
        } catch (KubernetesClientException e) {
            return "not to be had: " + Causes.words(e);
        }
    }
}
