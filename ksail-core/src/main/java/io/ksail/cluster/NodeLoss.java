package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.ksail.internal.Async;
import io.ksail.internal.Await;
import io.ksail.internal.diagnosis.Problem;
import io.ksail.internal.namespace.ClusterLabels;
import io.ksail.internal.namespace.ClusterNamespace;
import io.ksail.internal.namespace.Disposal;
import io.ksail.spec.ClusterSpec;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when a cluster is taken away from under its user, who would see nothing but a refused connection or a TLS error,
 * and tells how: its namespace was deleted, by whom if they said so; its lease ran out; the pod of a control plane that
 * keeps its state in that pod was evicted, deleted, or has failed.
 */
final class NodeLoss implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeLoss.class);
    private static final String BY_WHOM = "the host's audit log tells who deletes namespaces";

    private static final Set<Integer> REFUSALS =
            Set.of(HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN);

    /** How long the host may take to say whether it was the whole namespace. */
    private static final Duration TIME_TO_TELL = Duration.ofSeconds(10);

    private final KubernetesClient host;
    private final ClusterSpec spec;
    private final ClusterNamespace namespace;
    private final Disposal disposal;
    private final SharedIndexInformer<Pod> pods;
    private final SharedIndexInformer<Namespace> namespaces;
    private final Set<String> missed = ConcurrentHashMap.newKeySet();
    private volatile CompletableFuture<Void> telling = CompletableFuture.completedFuture(null);
    private Optional<ClusterLostException> loss = Optional.empty();

    /**
     * Watches from {@link #begin} on.
     *
     * @param controlPlane the labels of the pods that matter
     * @param disposal what this process does to the cluster itself is no loss
     */
    NodeLoss(ClusterSpec spec, Map<String, String> controlPlane, Disposal disposal) {
        this.spec = spec;
        this.disposal = disposal;
        this.namespace = disposal.namespace();
        this.host = namespace.host();
        this.pods = host.pods()
                .inNamespace(namespace.name())
                .withLabels(controlPlane)
                .runnableInformer(0);
        this.namespaces = host.namespaces().withName(namespace.name()).runnableInformer(0);
    }

    void begin() {
        pods.addEventHandler(new Pods());
        namespaces.addEventHandler(new Namespaces());
        // Who may not watch is not told; that is no reason to do without the cluster.
        pods.exceptionHandler(NodeLoss::mayBeMended).start().exceptionally(refused -> null);
        namespaces
                .exceptionHandler(NodeLoss::mayBeMended)
                .start()
                .thenRun(this::requireNamespace)
                .exceptionally(refused -> null);
    }

    /** The library gives up a watch that is cut off before it has begun. */
    private static boolean mayBeMended(boolean started, Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .noneMatch(cause ->
                        cause instanceof KubernetesClientException refused && REFUSALS.contains(refused.getCode()));
    }

    /** It was there when this began; where the host was out of reach meanwhile, its end was seen by nobody. */
    private void requireNamespace() {
        if (namespaces.getStore().list().stream().noneMatch(namespace::is)) {
            namespaceLost(Optional.empty());
        }
    }

    /** What has been seen so far; what is being found out this moment is waited for. */
    Optional<ClusterLostException> seen() {
        // Not the one that others wait for as well, because this one is cancelled.
        if (Await.briefly(telling.thenApply(told -> true), TIME_TO_TELL).isEmpty()) {
            LOG.debug("cluster {}: how it was lost is not known", spec.name());
        }
        synchronized (this) {
            return loss;
        }
    }

    private final class Pods implements ResourceEventHandler<Pod> {

        @Override
        public void onAdd(Pod pod) {
            // Nothing is lost.
        }

        @Override
        public void onUpdate(Pod before, Pod after) {
            // What containers do while their pod is being deleted is no problem of theirs.
            if (after.getMetadata().getDeletionTimestamp() == null) {
                disruption(after).or(() -> Problem.of(after).map(Problem::seen)).ifPresent(how -> podLost(after, how));
            }
        }

        @Override
        public void onDelete(Pod pod, boolean finalStateUnknown) {
            podLost(
                    pod,
                    disruption(pod)
                            .orElse("its pod %s was deleted on the host"
                                    .formatted(pod.getMetadata().getName())));
        }
    }

    private final class Namespaces implements ResourceEventHandler<Namespace> {

        @Override
        public void onAdd(Namespace there) {
            look(there);
        }

        @Override
        public void onUpdate(Namespace before, Namespace after) {
            look(after);
        }

        @Override
        public void onDelete(Namespace last, boolean finalStateUnknown) {
            namespaceLost(Optional.of(last));
        }

        private void look(Namespace there) {
            if (!namespace.isAlive(there)) {
                namespaceLost(Optional.of(there));
            }
        }
    }

    /** Why the host has taken a pod away, in its own words: the kubelet's, the scheduler's, or those of whoever evicts. */
    private static Optional<String> disruption(Pod pod) {
        if (pod.getStatus() == null) {
            return Optional.empty();
        }
        String name = pod.getMetadata().getName();
        if ("Evicted".equals(pod.getStatus().getReason())) {
            return Optional.of(
                    "its pod %s was evicted: %s".formatted(name, pod.getStatus().getMessage()));
        }
        return pod.getStatus().getConditions().stream()
                .filter(condition -> "DisruptionTarget".equals(condition.getType()))
                .filter(condition -> "True".equals(condition.getStatus()))
                .map(condition -> "its pod %s was taken away by the host: %s (%s)"
                        .formatted(name, condition.getMessage(), condition.getReason()))
                .findFirst();
    }

    /** Pods go with their namespace as well, and that may be told later; it is asked for, not in the informer's thread. */
    private void podLost(Pod pod, String how) {
        telling = Async.begin(() -> {
            Optional<Namespace> there = there();
            if (there.filter(namespace::isAlive).isEmpty()) {
                namespaceLost(there);
            } else if (othersAreEnough(pod)) {
                // It may end many times before it has joined.
                if (missed.add(pod.getMetadata().getUid())) {
                    LOG.warn(
                            "cluster {}: {}; the other control planes go on, and a new one joins them",
                            spec.name(),
                            how);
                }
            } else if (!spec.persistence().enabled()) {
                lost(
                        how + ", and its state with it",
                        "find out who did that: an eviction, a drained or restarted node, another user; with persistence a"
                                + " cluster survives it");
            }
            return null;
        });
    }

    /** Where each control plane has a pod of its own, and most of them still run, etcd has lost nothing. */
    private boolean othersAreEnough(Pod lost) {
        long running = pods.getStore().list().stream()
                .filter(pod ->
                        !lost.getMetadata().getName().equals(pod.getMetadata().getName()))
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
                .count();
        return running * 2 > spec.controlPlanes();
    }

    /** One that can't be asked for is taken for being there. */
    private Optional<Namespace> there() {
        try {
            return namespace.now();
        } catch (KubernetesClientException e) {
            return namespaces.getStore().list().stream().filter(namespace::is).findFirst();
        }
    }

    private void namespaceLost(Optional<Namespace> last) {
        Optional<String> who =
                last.filter(namespace::is).flatMap(there -> ClusterLabels.note(there, ClusterLabels.DELETED_BY));
        Optional<String> ranOut = disposal.ranOut();
        if (ranOut.isPresent()) {
            lost(
                    "%s, so namespace %s was deleted by %s"
                            .formatted(
                                    ranOut.get(),
                                    namespace.name(),
                                    who.orElse("its lease's pod on the host, or by another process that found it")),
                    "keep the way from here to the host open, or give the cluster a longer lease (ksail.lease)");
        } else {
            lost(
                    who.map(they -> "namespace %s was deleted by %s".formatted(namespace.name(), they))
                            .orElse("namespace %s was deleted on the host by somebody who did not say so"
                                    .formatted(namespace.name())),
                    "find out who did that and why; " + BY_WHOM);
        }
    }

    private synchronized void lost(String how, String remedy) {
        if (disposal.begun() || loss.isPresent()) {
            return;
        }
        ClusterLostException lost =
                new ClusterLostException("Cluster '%s' is lost".formatted(spec.name()), how, remedy);
        loss = Optional.of(lost);
        LOG.warn("{}", lost.getMessage());
    }

    @Override
    public void close() {
        pods.close();
        namespaces.close();
    }
}
