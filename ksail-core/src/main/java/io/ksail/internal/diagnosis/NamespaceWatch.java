package io.ksail.internal.diagnosis;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.ksail.internal.Causes;
import io.ksail.internal.Deadline;
import io.ksail.internal.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Watches the pods and events of one namespace of the host, and knows when there is no hope left for what is being
 * created there. Thread-safe.
 */
public final class NamespaceWatch implements AutoCloseable {

    /** How long the host's API may be silent before it counts as lost. */
    private static final Duration HOST_SILENCE = Duration.ofSeconds(10);

    /** An API that has gone silent sends no event about it. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final int MAX_EVENTS = 8;

    private final KubernetesClient host;
    private final String namespace;
    private final List<PodWaiter> waiters = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private final ScheduledExecutorService pulse;
    private final SharedIndexInformer<Pod> podInformer;
    private final SharedIndexInformer<Event> eventInformer;
    private Deadline silence = Deadline.in(HOST_SILENCE);

    private record PodWaiter(Predicate<Pod> condition, CompletableFuture<Pod> found) {}

    /**
     * Begins to watch.
     *
     * @param host a client of the host, which stays the caller's
     * @param namespace the namespace to watch
     */
    public NamespaceWatch(KubernetesClient host, String namespace) {
        this.host = host;
        this.namespace = namespace;
        this.podInformer = host.pods().inNamespace(namespace).inform(new Handler<>(this::podChanged));
        try {
            this.eventInformer = host.v1().events().inNamespace(namespace).inform(new Handler<>(event -> Problem.of(
                            event)
                    .ifPresent(this::giveUp)));
        } catch (RuntimeException e) {
            // Nobody gets what could close it.
            podInformer.close();
            throw e;
        }
        this.pulse = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "ksail-pulse-" + namespace);
            thread.setDaemon(true);
            return thread;
        });
        this.pulse.scheduleWithFixedDelay(this::feelPulse, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * A pod that meets a condition, now or later.
     *
     * @param condition what the pod must be like
     * @return completes with the first such pod
     */
    public CompletableFuture<Pod> pod(Predicate<Pod> condition) {
        PodWaiter waiter = new PodWaiter(condition, new CompletableFuture<>());
        waiters.add(waiter);
        waiter.found().whenComplete((pod, failure) -> waiters.remove(waiter));
        podInformer.getStore().list().forEach(pod -> offer(waiter, pod));
        return waiter.found();
    }

    /**
     * Completes exceptionally, with a {@link UnrecoverableException}, when something is seen that will not heal by waiting;
     * never completes otherwise.
     *
     * @return the end of hope
     */
    public CompletableFuture<Void> failure() {
        return failure;
    }

    /**
     * What there is to know at this moment: state of the pods, warning events, last log lines.
     *
     * @return several lines for an error message; never fails
     */
    public String report() {
        List<Pod> pods = podInformer.getStore().list();
        List<String> lines = new ArrayList<>();
        if (pods.isEmpty()) {
            lines.add("no pod in namespace " + namespace);
        }
        pods.forEach(pod -> lines.add(new PodDescriber(host, pod).state()));
        List<Event> warnings = eventInformer.getStore().list().stream()
                .filter(event -> !"Normal".equals(event.getType()))
                .sorted(Comparator.comparing(NamespaceWatch::time))
                .toList();
        warnings.stream()
                .skip(Math.max(0, warnings.size() - MAX_EVENTS))
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

    private void podChanged(Pod pod) {
        waiters.forEach(waiter -> offer(waiter, pod));
        Problem.of(pod).ifPresent(this::giveUp);
    }

    private static void offer(PodWaiter waiter, Pod pod) {
        if (waiter.condition().test(pod)) {
            waiter.found().complete(pod);
        }
    }

    private void giveUp(Problem problem) {
        failure.completeExceptionally(new UnrecoverableException(problem));
    }

    /** A watch that is down reconnects by itself; here only its being down for long is noticed. */
    private void feelPulse() {
        if (podInformer.isWatching()) {
            silence = Deadline.in(HOST_SILENCE);
        } else if (silence.passed()) {
            hostsMessage()
                    .ifPresent(words ->
                            giveUp(Problem.hostLost("for " + Durations.readable(silence.elapsed()), words, namespace)));
        }
    }

    private Optional<String> hostsMessage() {
        try {
            host.getKubernetesVersion();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return Optional.of(Causes.message(e));
        }
    }

    @Override
    public void close() {
        pulse.shutdownNow();
        podInformer.close();
        eventInformer.close();
    }

    private record Handler<T>(Consumer<T> changed) implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T added) {
            changed.accept(added);
        }

        @Override
        public void onUpdate(T before, T after) {
            changed.accept(after);
        }

        @Override
        public void onDelete(T deleted, boolean finalStateUnknown) {
            // What is gone can neither meet a condition nor be a problem.
        }
    }
}
