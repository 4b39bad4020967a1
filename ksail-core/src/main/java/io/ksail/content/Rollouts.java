package io.ksail.content;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.ksail.internal.Await;
import io.ksail.internal.Deadline;
import io.ksail.internal.Durations;
import io.ksail.internal.diagnosis.PodDescriber;
import io.ksail.internal.diagnosis.Problem;
import io.ksail.internal.diagnosis.UnrecoverableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                    hopeless -> {
                        Problem problem = hopeless.getCause() instanceof UnrecoverableException unrecoverable
                                ? unrecoverable.problem()
                                : new Problem(String.valueOf(hopeless.getCause()), "run the test again");
                        return failed(problem.seen(), problem.remedy(), hopeless);
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
        try (KubernetesClient impatient = FewRetries.like(client)) {
            for (Workload workload : wanted) {
                Optional<WorkloadState> state = state(workload);
                if (state.filter(WorkloadState::done).isEmpty()) {
                    lines.add(
                            workload + ": " + state.map(WorkloadState::message).orElse("not there"));
                    podsOf(workload).forEach(pod -> lines.addAll(new PodDescriber(impatient, pod).complaint()));
                }
            }
        }
        return new ContentException(
                "The workloads of the manifests did not become available", String.join("\n", lines), remedy, cause);
    }
}
