package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.internal.Await;
import io.ksail.internal.Causes;
import io.ksail.internal.Deadline;
import io.ksail.internal.Durations;
import io.ksail.internal.SharedSpecification;
import io.ksail.internal.namespace.ClusterClaim;
import io.ksail.internal.namespace.ClusterLabels;
import io.ksail.internal.namespace.ClusterNamespace;
import io.ksail.internal.namespace.Disposal;
import io.ksail.spec.ClusterSpec;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds or creates a cluster that several processes use at once. The namespace is the lock: whoever creates it creates
 * the cluster, everybody else leaves a claim on it and waits until it is ready.
 */
final class Sharing {

    private static final Logger LOG = LoggerFactory.getLogger(Sharing.class);

    private final KubernetesClient host;
    private final ApiExposure more;
    private final ClusterSpec spec;
    private final ClusterClaim claim;
    private final Supplier<Cluster> creation;
    private final Consumer<Cluster> preparation;
    private final Deadline deadline;

    /**
     * One process's access.
     *
     * @param more how further APIs are exposed, and where
     * @param creation creates the cluster with the claim on it
     * @param preparation what is done with it before anybody else gets it
     */
    Sharing(
            ApiExposure more,
            ClusterSpec spec,
            ClusterClaim claim,
            Supplier<Cluster> creation,
            Consumer<Cluster> preparation) {
        this.host = more.host().client();
        this.more = more;
        this.spec = spec;
        this.claim = claim;
        this.creation = creation;
        this.preparation = preparation;
        this.deadline = Deadline.in(spec.readyTimeout());
    }

    Cluster begin() {
        try {
            while (true) {
                Optional<Namespace> there = living();
                Optional<Cluster> cluster = there.isPresent() ? joined(there.get()) : created();
                if (cluster.isPresent()) {
                    return cluster.get();
                }
            }
        } catch (KubernetesClientException e) {
            throw failure(Causes.message(e), "check what the user of this kubeconfig may do on the host", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("the thread was interrupted while waiting for the process that creates it", "try again", e);
        }
    }

    private Optional<Namespace> living() {
        return Optional.ofNullable(host.namespaces().withName(spec.namespace()).get())
                .filter(found -> found.getMetadata().getDeletionTimestamp() == null);
    }

    /** Empty when somebody else was faster. */
    private Optional<Cluster> created() {
        try {
            return Optional.of(prepared(creation.get()));
        } catch (NameTakenException e) {
            if (deadline.passed() || living().filter(found -> !isShared(found)).isPresent()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Only now others may have it. */
    private Cluster prepared(Cluster cluster) {
        ClusterNamespace namespace = cluster.hostNamespace();
        try {
            preparation.accept(cluster);
            namespace.annotate(Map.of(
                    ClusterLabels.READY_SINCE,
                    Optional.of(ClusterLabels.seconds(namespace.clock().now()))));
            return cluster;
        } catch (RuntimeException | Error e) {
            Resources.suppressing(e, () -> {
                namespace.annotate(ClusterLabels.failure(e));
                namespace.delete();
            });
            Resources.suppressing(e, cluster::close);
            throw e;
        }
    }

    /** Empty when it went away meanwhile. */
    private Optional<Cluster> joined(Namespace there) throws InterruptedException {
        requireSame(there);
        ClusterNamespace namespace = ClusterNamespace.found(host, there, PreDeleteHook.OF_DISTRIBUTION);
        if (!isClaimed(namespace)) {
            return Optional.empty();
        }
        Disposal claimed = Disposal.ofClaimed(namespace, spec.lease(), claim);
        try {
            Optional<Namespace> ready = ready(namespace, there);
            Optional<Cluster> cluster =
                    ready.isPresent() ? Optional.of(joined(namespace, ready.get())) : Optional.empty();
            claimed.detach();
            return cluster;
        } catch (RuntimeException | InterruptedException e) {
            Resources.suppressing(e, claimed);
            throw e;
        }
    }

    private Cluster joined(ClusterNamespace namespace, Namespace ready) throws InterruptedException {
        Disposal disposal = Disposal.ofJoined(namespace, ready, spec.lease(), claim);
        try {
            LOG.info(
                    "cluster {}: shared with {}",
                    spec.name(),
                    ClusterLabels.note(ready, ClusterLabels.CREATED_BY).orElse("others"));
            return new RunningCluster(more, spec, deadline).handle(ready, disposal);
        } catch (RuntimeException | InterruptedException e) {
            disposal.detach();
            throw e;
        }
    }

    private void requireSame(Namespace there) {
        String whose = ClusterLabels.note(there, ClusterLabels.REQUESTED_BY)
                .or(() -> ClusterLabels.note(there, ClusterLabels.CREATED_BY))
                .orElse("another tool");
        Optional<String> agreed = ClusterLabels.annotation(there, ClusterLabels.SHARED);
        if (agreed.isEmpty() || !ClusterLabels.isOurs(there)) {
            throw failure(
                    "namespace %s is one of its own, made for %s, and not shared".formatted(spec.namespace(), whose),
                    "choose another name, or delete that cluster first",
                    null);
        }
        SharedSpecification.parse(agreed.get())
                .orElseThrow(() -> failure(
                        "what annotation %s of namespace %s says can't be read"
                                .formatted(ClusterLabels.SHARED, spec.namespace()),
                        "choose another name, or delete that cluster first",
                        null))
                .require(
                        claim.specification(),
                        spec.name(),
                        whose,
                        spec.requestedBy().orElse("this process"));
    }

    private static boolean isShared(Namespace namespace) {
        return ClusterLabels.annotation(namespace, ClusterLabels.SHARED).isPresent();
    }

    /** Leaves the claim, so that nobody takes the cluster away from now on; false when somebody has. */
    private boolean isClaimed(ClusterNamespace namespace) {
        try {
            return namespace
                    .change(
                            deadline,
                            seen -> namespace.annotate(
                                    seen, claim.claiming(namespace.clock().now(), spec.lease(), seen)))
                    .filter(namespace::isAlive)
                    .isPresent();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                throw failure("too many others use it at this moment", "try again", null);
            }
            throw e;
        }
    }

    /** By a watch; empty when it is deleted before it is ready. */
    private Optional<Namespace> ready(ClusterNamespace namespace, Namespace claimed) throws InterruptedException {
        CompletableFuture<List<Namespace>> ended = host.namespaces()
                .withName(spec.namespace())
                .informOnCondition(found -> found.stream().noneMatch(it -> namespace.is(it) && isUndecided(it)));
        try {
            Optional<Namespace> end = Await.value(ended, deadline.remaining()).stream()
                    .filter(namespace::is)
                    .findFirst();
            Optional<String> failed = end.flatMap(it -> ClusterLabels.annotation(it, ClusterLabels.FAILURE));
            if (failed.isPresent()) {
                throw failure(
                        "its creation by %s failed: %s"
                                .formatted(
                                        ClusterLabels.note(claimed, ClusterLabels.CREATED_BY)
                                                .orElse("another process"),
                                        failed.get()),
                        "look at what that process says",
                        null);
            }
            return end.filter(namespace::isAlive);
        } catch (TimeoutException e) {
            throw failure(
                    "it was not ready within %s; it is being created by %s, or was, if that process is gone"
                            .formatted(
                                    Durations.readable(spec.readyTimeout()),
                                    ClusterLabels.note(claimed, ClusterLabels.CREATED_BY)
                                            .orElse("another process")),
                    "look at that process; if it is gone: ksail cluster delete " + spec.name(),
                    e);
        } catch (ExecutionException e) {
            throw KubernetesClientException.launderThrowable(e.getCause());
        }
    }

    private static boolean isUndecided(Namespace namespace) {
        return namespace.getMetadata().getDeletionTimestamp() == null
                && ClusterLabels.annotation(namespace, ClusterLabels.FAILURE).isEmpty()
                && ClusterLabels.annotation(namespace, ClusterLabels.READY_SINCE)
                        .isEmpty();
    }

    private KsailException failure(String seen, String remedy, @Nullable Throwable cause) {
        return new ClusterCreationException(
                "The shared cluster '%s' is not available".formatted(spec.name()), seen, remedy, cause);
    }
}
