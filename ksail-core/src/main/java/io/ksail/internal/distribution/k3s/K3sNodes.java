package io.ksail.internal.distribution.k3s;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.KsailException;
import io.ksail.image.ImageSource;
import io.ksail.internal.Await;
import io.ksail.internal.Causes;
import io.ksail.internal.PodExec;
import io.ksail.internal.diagnosis.NamespaceWatch;
import io.ksail.internal.distribution.NodeContainer;
import io.ksail.internal.distribution.Nodes;
import io.ksail.internal.image.Containerd;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The nodes of one K3s cluster, reached by exec through the host's API. */
final class K3sNodes implements Nodes {

    private static final int EXEC_ATTEMPTS = 10;

    private final KubernetesClient host;
    private final String namespace;
    private final String serverPod;
    private final List<String> otherPods;
    private final Optional<Runnable> joining;
    private final Optional<LoneNode> lone;

    /**
     * The nodes of one cluster.
     *
     * @param joining starts the other servers, where there are any, when the first is ready
     * @param lone the only node, where it need not wait for others
     */
    K3sNodes(
            KubernetesClient host,
            String namespace,
            String serverPod,
            List<String> otherPods,
            Optional<Runnable> joining,
            Optional<LoneNode> lone) {
        this.host = host;
        this.namespace = namespace;
        this.serverPod = serverPod;
        this.otherPods = otherPods;
        this.joining = joining;
        this.lone = lone;
    }

    @Override
    public CompletableFuture<String> adminKubeconfig(NamespaceWatch watch) {
        CompletableFuture<String> kubeconfig = readFrom(watch, anyContainer -> true, 1);
        return joining.map(join -> kubeconfig.thenApplyAsync(yaml -> {
                    join.run();
                    return yaml;
                }))
                .orElse(kubeconfig);
    }

    private CompletableFuture<String> readFrom(NamespaceWatch watch, Predicate<String> container, int attempt) {
        return watch.pod(pod -> runningContainer(pod).filter(container).isPresent())
                .thenComposeAsync(pod -> read(watch, runningContainer(pod).orElseThrow(), attempt));
    }

    private CompletableFuture<String> read(NamespaceWatch watch, String container, int attempt) {
        return exec(serverPod)
                .run(joining.isPresent() ? K3sKubeconfig.PRINT_WHEN_READY : K3sKubeconfig.PRINT_WHEN_WRITTEN)
                .handleAsync((outcome, failure) -> {
                    if (failure != null) {
                        return afterBrokenExec(watch, attempt, failure);
                    }
                    // A container that ended before it had written the file is followed by another one.
                    return outcome.exitCode() == 0
                            ? CompletableFuture.completedFuture(outcome.out())
                            : readFrom(watch, id -> !id.equals(container), 1);
                })
                .thenCompose(next -> next);
    }

    /** The connection broke: the container may be as it was, or may have ended. */
    private CompletableFuture<String> afterBrokenExec(NamespaceWatch watch, int attempt, Throwable failure) {
        return attempt == EXEC_ATTEMPTS || Causes.message(failure).contains("forbidden")
                ? CompletableFuture.failedFuture(failure)
                : readFrom(watch, anyContainer -> true, attempt + 1);
    }

    private Optional<String> runningContainer(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .filter(status -> serverPod.equals(pod.getMetadata().getName()))
                .filter(status -> status.getState().getRunning() != null)
                .map(ContainerStatus::getContainerID)
                .findFirst();
    }

    @Override
    public CompletableFuture<Runnable> startingPods(KubernetesClient nested) {
        return lone.map(node -> node.opening(nested))
                .orElseGet(() ->
                        Await.then(new PodNetwork(host, namespace).on(allPods().toList()), done -> () -> {}));
    }

    private Stream<String> allPods() {
        return Stream.concat(Stream.of(serverPod), otherPods.stream());
    }

    @Override
    public int loadImages(ImageSource images) {
        return Containerd.load(
                images,
                allPods().map(pod -> new Containerd(exec(pod), pod, List.of())).toList());
    }

    @Override
    public Optional<NodeContainer> reachedFromInside() {
        return Optional.of(new NodeContainer(host, namespace, serverPod, K3sPod.CONTAINER));
    }

    private PodExec exec(String pod) {
        return new PodExec(host, namespace, pod, K3sPod.CONTAINER);
    }

    /**
     * Learns when the nodes can give pods a network. A node is Ready as soon as it has a CNI configuration, and K3s
     * writes that of flannel before flannel knows the node's addresses: a sandbox that is begun in between fails, and
     * the kubelet tries again only 15 s later.
     */
    private static final class PodNetwork {

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
}
