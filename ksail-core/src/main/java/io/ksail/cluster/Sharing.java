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
import io.ksail.spec.ClusterSpec;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);

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
        NamespaceAnnotations notes = new NamespaceAnnotations(host, spec.namespace());
        try {
            preparation.accept(cluster);
            notes.writeIf(
                    cluster.namespaceUid(),
                    Map.of(
                            ClusterLabels.READY_SINCE,
                            Optional.of(
                                    ClusterLabels.seconds(HostClock.ask(host).now()))));
            return cluster;
        } catch (RuntimeException | Error e) {
            suppressing(e, () -> {
                notes.writeIf(
                        cluster.namespaceUid(),
                        Map.of(ClusterLabels.FAILURE, Optional.of(ClusterLabels.notDeleted(e))));
                new NamespaceDeletion(host).delete(spec.namespace(), cluster.namespaceUid());
            });
            suppressing(e, cluster::close);
            throw e;
        }
    }

    private static void suppressing(Throwable failure, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException onTop) {
            failure.addSuppressed(onTop);
        }
    }

    /** Empty when it went away meanwhile. */
    private Optional<Cluster> joined(Namespace there) throws InterruptedException {
        requireSame(there);
        HostClock clock = HostClock.ask(host);
        Optional<Namespace> claimed = claim(there, clock);
        if (claimed.isEmpty()) {
            return Optional.empty();
        }
        Optional<Lease> lease = Optional.empty();
        try {
            Optional<Namespace> ready = ready(claimed.get());
            if (ready.isEmpty()) {
                return Optional.empty();
            }
            // From here on this process keeps it alive, whatever becomes of its creator.
            lease = Optional.of(
                    new Lease(host, spec, there.getMetadata().getUid(), clock, annotationsToRenew(ready.get())));
            ClaimRelease release =
                    new ClaimRelease(host, spec, there.getMetadata().getUid(), clock, lease, claim, false);
            LOG.info(
                    "cluster {}: shared with {}",
                    spec.name(),
                    ClusterLabels.note(there, ClusterLabels.CREATED_BY).orElse("others"));
            return Optional.of(new RunningCluster(more, spec, deadline).handle(ready.get(), release));
        } catch (RuntimeException | InterruptedException e) {
            ClusterClaim gone = new ClusterClaim(claim.key(), claim.specification(), Optional.empty());
            new ClaimRelease(host, spec, there.getMetadata().getUid(), clock, lease, gone, false).run();
            throw e;
        }
    }

    private List<String> annotationsToRenew(Namespace namespace) {
        return ClusterLabels.annotation(namespace, ClusterLabels.EXPIRES).isPresent()
                ? List.of(ClusterLabels.EXPIRES, claim.key())
                : List.of(claim.key());
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

    /** Leaves the claim, so that nobody takes the cluster away from now on; empty when somebody has. */
    private Optional<Namespace> claim(Namespace there, HostClock clock) throws InterruptedException {
        Namespace seen = there;
        while (!deadline.passed()) {
            Map<String, Optional<String>> changes = new HashMap<>();
            changes.put(claim.key(), Optional.of(ClusterLabels.expiry(spec, clock.now())));
            LeaseLength.atLeast(spec.lease(), seen).ifPresent(changes::putAll);
            try {
                Namespace claimed = new NamespaceAnnotations(host, spec.namespace()).writeIfStill(seen, changes);
                if (claimed.getMetadata().getDeletionTimestamp() == null) {
                    return Optional.of(claimed);
                }
                return Optional.empty();
            } catch (KubernetesClientException e) {
                Optional<Namespace> now = living();
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT && now.isPresent()) {
                    throw e;
                }
                if (now.filter(found -> isSame(found, there)).isEmpty()) {
                    return Optional.empty();
                }
                seen = now.get();
            }
        }
        throw failure("too many others use it at this moment", "try again", null);
    }

    private static boolean isSame(Namespace one, Namespace other) {
        return Objects.equals(one.getMetadata().getUid(), other.getMetadata().getUid());
    }

    /** By a watch; empty when it is deleted before it is ready. */
    private Optional<Namespace> ready(Namespace claimed) throws InterruptedException {
        CompletableFuture<List<Namespace>> settled = host.namespaces()
                .withName(spec.namespace())
                .informOnCondition(found -> found.stream().noneMatch(it -> isSame(it, claimed) && isUnsettled(it)));
        try {
            Optional<Namespace> end = Await.value(settled, deadline.remaining()).stream()
                    .filter(it -> isSame(it, claimed))
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
            return end.filter(it -> it.getMetadata().getDeletionTimestamp() == null);
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

    private static boolean isUnsettled(Namespace namespace) {
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
