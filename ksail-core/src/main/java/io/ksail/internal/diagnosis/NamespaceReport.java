package io.ksail.internal.diagnosis;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What there is to know about a namespace when something in it does not come up, as lines of text. */
final class NamespaceReport {

    private static final int MAX_EVENTS = 8;

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
        pods.forEach(pod -> lines.add(new PodDescriber(host, pod).state()));
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
        pods.forEach(pod -> {
            PodDescriber words = new PodDescriber(host, pod);
            lines.addAll(isNode(pod) ? words.logs() : words.logsOfEnded());
        });
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
}
