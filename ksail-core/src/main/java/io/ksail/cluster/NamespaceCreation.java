package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.internal.Async;
import io.ksail.internal.Await;
import io.ksail.internal.ConfirmedCreation;
import io.ksail.internal.Deadline;
import io.ksail.internal.namespace.ClusterClaim;
import io.ksail.internal.namespace.ClusterLabels;
import io.ksail.internal.namespace.ClusterNamespace;
import io.ksail.internal.namespace.ShutdownCleanup;
import io.ksail.spec.ClusterSpec;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the namespace of a cluster; one of the same name that is on its way out is waited for. On an embedded host so is one
 * that another process of the user has there for a while: nobody has put them onto one host but we.
 *
 * @param labels what is on every object of it
 * @param privileged whether the pods in it have to be
 * @param claim who shares it from the start
 * @param onEmbeddedHost whether the host is one that the user's processes share without having said so
 * @param telling is told what is being done
 */
record NamespaceCreation(
        KubernetesClient client,
        ClusterSpec spec,
        Map<String, String> labels,
        boolean privileged,
        Optional<ClusterClaim> claim,
        boolean onEmbeddedHost,
        Deadline deadline,
        CreationFailures failures,
        Consumer<String> telling) {

    private static final String CREATING = "creating the namespace";
    private static final String WAITING = "waiting until the cluster of the same name before it is gone";
    private static final Logger LOG = LoggerFactory.getLogger(NamespaceCreation.class);

    /**
     * Makes it.
     *
     * @param owner takes it over, and sees to its removal from then on
     * @return what the owner gives
     */
    <T> T make(Function<ClusterNamespace, T> owner) {
        telling.accept(CREATING);
        try {
            return create(owner);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw failures.refused(e, CREATING);
            }
            Namespace there = client.namespaces().withName(spec.namespace()).get();
            boolean going = there != null
                    && ClusterLabels.isOurs(there)
                    && there.getMetadata().getDeletionTimestamp() != null;
            if (going || there == null) {
                return createOnceGone(e, owner);
            }
            if (onEmbeddedHost && claim.isEmpty() && ClusterLabels.isOurs(there) && mayEndInTime(there)) {
                LOG.info(
                        "cluster {}: waiting until the one of that name is gone which {} has on this host",
                        spec.name(),
                        ClusterLabels.note(there, ClusterLabels.CREATED_BY).orElse("another process"));
                return createOnceGone(e, owner);
            }
            throw failures.nameTaken(there, e);
        }
    }

    /** Its process may have been killed, or be about to end it; one that is kept for longer is not waited for. */
    private boolean mayEndInTime(Namespace there) {
        boolean ofThisProcess = ClusterLabels.note(there, ClusterLabels.CREATED_BY)
                .filter(ClusterLabels.creator()::equals)
                .isPresent();
        return !ofThisProcess
                && ClusterLabels.expiry(there)
                        .filter(expiry -> expiry.isBefore(Instant.now().plus(deadline.remaining())))
                        .isPresent();
    }

    /**
     * Not to be interrupted half way: nobody would know whether there is a namespace, and nothing guards it yet. Whoever
     * interrupts is heard at the next step, which is rolled back. A JVM that is told to end waits for the answer.
     */
    private <T> T create(Function<ClusterNamespace, T> owner) {
        Namespace namespace = ClusterLabels.namespace(spec, labels, privileged);
        claim.ifPresent(claim -> namespace.getMetadata().getAnnotations().putAll(claim.annotations(spec.lease())));
        RequestedNamespace requested = new RequestedNamespace(client);
        ShutdownCleanup.add(requested);
        try {
            return owned(
                    made(Async.end(
                            requested.answeredBy(Async.begin(() -> ConfirmedCreation.create(client, namespace))))),
                    owner);
        } finally {
            ShutdownCleanup.remove(requested);
        }
    }

    private ClusterNamespace made(Namespace answer) {
        return ClusterNamespace.made(client, answer, PreDeleteHook.OF_DISTRIBUTION);
    }

    private <T> T owned(ClusterNamespace made, Function<ClusterNamespace, T> owner) {
        try {
            return owner.apply(made);
        } catch (RuntimeException | Error e) {
            made.delete();
            throw e;
        }
    }

    /** The cluster of that name is on its way out: of the class before, for example. */
    private <T> T createOnceGone(KubernetesClientException taken, Function<ClusterNamespace, T> owner) {
        telling.accept(WAITING);
        CompletableFuture<List<Namespace>> gone =
                client.namespaces().withName(spec.namespace()).informOnCondition(List::isEmpty);
        try {
            Await.value(
                    gone,
                    deadline.remaining(),
                    late -> stillTaken(taken),
                    failed -> stillTaken(taken),
                    interrupted -> failures.interrupted(interrupted, WAITING));
            return create(owner);
        } catch (KubernetesClientException e) {
            throw stillTaken(taken);
        }
    }

    private KsailException stillTaken(KubernetesClientException taken) {
        return failures.nameTaken(client.namespaces().withName(spec.namespace()).get(), taken);
    }

    /** A namespace between the request for it and the answer: removed by a process that is told to end meanwhile. */
    private static final class RequestedNamespace implements Runnable {

        private static final Duration TIME_TO_ANSWER = Duration.ofSeconds(10);

        private final KubernetesClient client;
        private final CompletableFuture<Namespace> answer = new CompletableFuture<>();

        RequestedNamespace(KubernetesClient client) {
            this.client = client;
        }

        CompletableFuture<Namespace> answeredBy(CompletableFuture<Namespace> request) {
            request.whenComplete((made, failure) -> {
                if (failure == null) {
                    answer.complete(made);
                } else {
                    answer.completeExceptionally(failure);
                }
            });
            return request;
        }

        @Override
        public void run() {
            // Otherwise nothing was made, as far as anybody knows; if it was, its lease ends it.
            Await.briefly(answer, TIME_TO_ANSWER)
                    .ifPresent(made -> ClusterNamespace.made(client, made, PreDeleteHook.OF_DISTRIBUTION)
                            .delete());
        }
    }
}
