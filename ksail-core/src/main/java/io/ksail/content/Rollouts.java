package io.ksail.content;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.ksail.internal.Await;
import io.ksail.internal.Deadline;
import io.ksail.internal.Durations;
import io.ksail.internal.Retries;
import io.ksail.internal.diagnosis.PodDescriber;
import io.ksail.internal.diagnosis.Problem;
import io.ksail.internal.diagnosis.UnrecoverableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Waits, by watching, until workloads are available; and no longer than there is hope for their pods. */
final class Rollouts {

    private final KubernetesClient client;
    private final List<Workload> wanted;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final List<SharedIndexInformer<? extends HasMetadata>> informers = new ArrayList<>();
    private final SharedIndexInformer<Pod> pods;
    private volatile boolean complete;

    Rollouts(KubernetesClient client, List<Workload> wanted) {
        this.client = client;
        this.wanted = wanted;
        Map<String, Supplier<SharedIndexInformer<? extends HasMetadata>>> watches = Map.of(
                "Deployment", () -> client.apps().deployments().inAnyNamespace().inform(new Changes<>(this::look)),
                "StatefulSet",
                        () -> client.apps().statefulSets().inAnyNamespace().inform(new Changes<>(this::look)),
                "DaemonSet", () -> client.apps().daemonSets().inAnyNamespace().inform(new Changes<>(this::look)),
                "Job", () -> client.batch().v1().jobs().inAnyNamespace().inform(new Changes<>(this::look)));
        this.pods = client.pods().inAnyNamespace().inform(new Changes<>(this::look));
        wanted.stream()
                .map(Workload::kind)
                .distinct()
                .filter(watches::containsKey)
                .forEach(kind -> informers.add(watches.get(kind).get()));
        this.complete = true;
    }

    /** Called once. */
    void await(Deadline deadline) {
        try {
            look();
            Await.value(
                    end,
                    deadline.remaining(),
                    late -> failed(
                            "not all of them after " + Durations.readable(deadline.elapsed()),
                            "see below what is missing",
                            late),
                    failure -> {
                        Problem problem = failure.getCause() instanceof UnrecoverableException unrecoverable
                                ? unrecoverable.problem()
                                : new Problem(String.valueOf(failure.getCause()), "run the test again");
                        return failed(problem.seen(), problem.remedy(), failure);
                    },
                    interrupted ->
                            failed("the thread was interrupted while waiting", "run the test again", interrupted));
        } finally {
            informers.forEach(SharedIndexInformer::close);
            pods.close();
        }
    }

    /** Looks at what the informers know; asks nobody, because it runs in their threads. */
    private void look() {
        if (!complete) {
            // An informer calls back before the others are there.
            return;
        }
        boolean done = true;
        for (Workload workload : wanted) {
            Optional<WorkloadState> state = state(workload);
            done &= state.filter(WorkloadState::done).isPresent();
            state.filter(one -> !one.done()).ifPresent(one -> one.failure()
                    .map(words -> new Problem(workload + ": " + words, "correct it, or give it longer"))
                    .or(() -> podsOf(workload)
                            .flatMap(pod -> UnrecoverablePods.of(pod).stream())
                            .findFirst())
                    .ifPresent(problem -> end.completeExceptionally(new UnrecoverableException(problem))));
        }
        if (done) {
            end.complete(null);
        }
    }

    private Optional<WorkloadState> state(Workload workload) {
        return objects()
                .filter(workload::is)
                .findFirst()
                .map(object -> WorkloadState.of(object, workload.generation()));
    }

    private Stream<HasMetadata> objects() {
        return Stream.concat(List.copyOf(informers).stream(), Stream.of(pods))
                .flatMap(informer -> informer.getStore().list().stream());
    }

    private Stream<Pod> podsOf(Workload workload) {
        if ("Pod".equals(workload.kind())) {
            return pods.getStore().list().stream().filter(workload::is);
        }
        Map<String, String> labels =
                state(workload).map(WorkloadState::selector).orElse(Map.of());
        return labels.isEmpty()
                ? Stream.empty()
                : pods.getStore().list().stream()
                        .filter(pod ->
                                workload.namespace().equals(pod.getMetadata().getNamespace()))
                        .filter(pod -> pod.getMetadata().getLabels() != null
                                && pod.getMetadata().getLabels().entrySet().containsAll(labels.entrySet()));
    }

    private ContentException failed(String seen, String remedy, Exception cause) {
        List<String> lines = new ArrayList<>(List.of(seen));
        KubernetesClient impatient = Retries.of(client, Retries.FEW);
        for (Workload workload : wanted) {
            Optional<WorkloadState> state = state(workload);
            if (state.filter(WorkloadState::done).isEmpty()) {
                lines.add(workload + ": " + state.map(WorkloadState::message).orElse("not there"));
                podsOf(workload).forEach(pod -> lines.addAll(new PodDescriber(impatient, pod).complaint()));
            }
        }
        return new ContentException(
                "The workloads of the manifests did not become available", String.join("\n", lines), remedy, cause);
    }

    /**
     * Something applied that runs pods.
     *
     * @param kind such as {@code Deployment}
     * @param namespace where it is
     * @param name its name
     * @param generation which version of it was applied; a status older than that says nothing
     */
    record Workload(String kind, String namespace, String name, long generation) {

        private static final Set<String> KINDS = Set.of("Deployment", "StatefulSet", "DaemonSet", "Job", "Pod");

        static Optional<Workload> of(GenericKubernetesResource applied) {
            boolean builtIn = !applied.getApiVersion().contains("."); // v1, apps/v1, batch/v1
            return builtIn && KINDS.contains(applied.getKind())
                    ? Optional.of(new Workload(
                            applied.getKind(),
                            applied.getMetadata().getNamespace(),
                            applied.getMetadata().getName(),
                            Optional.ofNullable(applied.getMetadata().getGeneration())
                                    .orElse(0L)))
                    : Optional.empty();
        }

        boolean is(HasMetadata object) {
            return object.getKind().equals(kind)
                    && object.getMetadata().getName().equals(name)
                    && namespace.equals(object.getMetadata().getNamespace());
        }

        @Override
        public String toString() {
            return kind + " " + namespace + "/" + name;
        }
    }

    /**
     * Says that something of what is watched has changed.
     *
     * @param look what to do then; runs in the informer's thread, and must not ask anybody
     * @param <T> what is watched
     */
    record Changes<T>(Runnable look) implements ResourceEventHandler<T> {

        @Override
        public void onAdd(T added) {
            look.run();
        }

        @Override
        public void onUpdate(T before, T after) {
            look.run();
        }

        @Override
        public void onDelete(T deleted, boolean finalStateUnknown) {
            look.run();
        }
    }
}
