package io.ksail.content;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.ksail.internal.diagnosis.PodDescriber;
import io.ksail.internal.diagnosis.PodState;
import io.ksail.internal.diagnosis.UnrecoverableException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** The pods of a release's namespace: Helm only says that it waited too long, they say why. */
final class ReleasePods implements AutoCloseable {

    private final KubernetesClient client;
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private final SharedIndexInformer<Pod> pods;

    ReleasePods(KubernetesClient client, String namespace) {
        this.client = client;
        this.pods = client.pods().inNamespace(namespace).inform();
        pods.addEventHandler(new Changes<>(this::look));
    }

    private void look() {
        pods().stream()
                .flatMap(pod -> UnrecoverablePods.of(pod).stream())
                .findFirst()
                .ifPresent(problem -> failure.completeExceptionally(new UnrecoverableException(problem)));
    }

    private List<Pod> pods() {
        return pods.getStore().list();
    }

    CompletableFuture<Void> failure() {
        return failure;
    }

    /** The words of all that are not well. */
    String complaints() {
        try (KubernetesClient impatient = FewRetries.like(client)) {
            return pods().stream()
                    .filter(pod -> !PodState.isReady(pod)
                            && !"Succeeded".equals(pod.getStatus().getPhase()))
                    .flatMap(pod -> new PodDescriber(impatient, pod).complaint().stream())
                    .collect(Collectors.joining("\n"));
        }
    }

    @Override
    public void close() {
        pods.close();
    }
}
