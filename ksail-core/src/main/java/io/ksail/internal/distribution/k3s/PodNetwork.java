package io.ksail.internal.distribution.k3s;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.KsailException;
import io.ksail.internal.Causes;
import io.ksail.internal.PodExec;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Learns when the nodes can give pods a network. A node is Ready as soon as it has a CNI configuration, and K3s writes that of
 * flannel before flannel knows the node's addresses: a sandbox that is begun in between fails, and the kubelet tries again
 * only 15 s later.
 */
final class PodNetwork {

    private static final String[] RETURN_WHEN_THERE = {
        "sh",
        "-c",
        "conf=/var/lib/rancher/k3s/agent/etc/cni/net.d; until [ -n \"$(ls $conf 2>/dev/null)\" ]; do sleep 0.05; done;"
                + " until [ ! -e $conf/10-flannel.conflist ] || [ -s /run/flannel/subnet.env ]; do sleep 0.05; done"
    };

    private static final int ATTEMPTS = 10;

    private final KubernetesClient host;
    private final String namespace;
    private final CompletableFuture<Void> onAll = new CompletableFuture<>();

    PodNetwork(KubernetesClient host, String namespace) {
        this.host = host;
        this.namespace = namespace;
    }

    /** Completes when all nodes can; cancelling it ends whatever was begun for it. */
    CompletableFuture<Void> on(List<String> pods) {
        CompletableFuture.allOf(pods.stream().map(pod -> on(pod, 1)).toArray(CompletableFuture[]::new))
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        onAll.complete(null);
                    } else {
                        onAll.completeExceptionally(failure);
                    }
                });
        return onAll;
    }

    private CompletableFuture<Void> on(String pod, int attempt) {
        return running(pod)
                .thenComposeAsync(
                        found -> until(new PodExec(host, namespace, pod, K3sPod.CONTAINER).run(RETURN_WHEN_THERE)))
                .handleAsync((outcome, failure) -> {
                    if (failure == null && outcome.exitCode() == 0) {
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    // The connection broke, or the container ended, and is followed by another one.
                    return attempt == ATTEMPTS || onAll.isDone()
                            ? CompletableFuture.<Void>failedFuture(unknown(pod, outcome, failure))
                            : on(pod, attempt + 1);
                })
                .thenCompose(next -> next);
    }

    private static KsailException unknown(String pod, PodExec.Outcome outcome, Throwable failure) {
        return new KsailException(
                "Whether node %s can give pods a network is not known".formatted(pod),
                failure == null
                        ? "asking it ended with code %d: %s".formatted(outcome.exitCode(), outcome.err())
                        : Causes.message(failure),
                "see why its container on the host ends, or why commands in it do",
                failure);
    }

    private CompletableFuture<List<Pod>> running(String name) {
        return until(host.pods().inNamespace(namespace).withName(name).informOnCondition(pods -> pods.stream()
                .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                .anyMatch(status -> status.getState().getRunning() != null)));
    }

    private <T> CompletableFuture<T> until(CompletableFuture<T> begun) {
        onAll.whenComplete((done, failure) -> begun.cancel(true));
        return begun;
    }
}
