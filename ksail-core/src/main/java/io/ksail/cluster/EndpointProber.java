package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.exposure.Endpoint;
import io.ksail.internal.Async;
import io.ksail.internal.Await;
import io.ksail.internal.Causes;
import io.ksail.internal.Deadline;
import io.ksail.internal.diagnosis.NamespaceWatch;
import io.ksail.internal.exposure.ExposureFallback;
import io.ksail.internal.exposure.ExposureRequest;
import io.ksail.internal.exposure.ExposureTier.Skipped;
import io.ksail.internal.exposure.Offer;
import io.ksail.internal.host.AccessReview;
import io.ksail.internal.host.Permission;
import io.ksail.internal.kubeconfig.NestedApi;
import io.ksail.kubeconfig.Kubeconfig;
import io.ksail.spec.ExposureType;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds the offered address by which the nested API really answers, with TLS verified, from where this process runs. An
 * address that does not, although the API server is known to be ready, is skipped for the next tier's.
 */
final class EndpointProber {

    /** How long all may take to go well before anybody asks whether the API server itself is ready. */
    private static final Duration UNQUESTIONED = Duration.ofSeconds(3);

    /** How long an API server that answers inside may stay unreachable: several attempts, each of which may hang. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The API server is ready, and not to be reached. */
    private static final class UnreachableException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final ExposureFallback fallback;
    private final ExposureRequest request;
    private final Function<Endpoint, Kubeconfig> kubeconfigFor;
    private final NamespaceWatch watch;
    private final Deadline deadline;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final CompletableFuture<Void> readyInside;

    EndpointProber(
            ExposureFallback fallback,
            ExposureRequest request,
            Function<Endpoint, Kubeconfig> kubeconfigFor,
            NamespaceWatch watch) {
        this.fallback = fallback;
        this.request = request;
        this.kubeconfigFor = kubeconfigFor;
        this.watch = watch;
        this.deadline = request.deadline();
        this.readyInside = CompletableFuture.supplyAsync(() -> Async.begin(this::awaitReadyInside), later(UNQUESTIONED))
                .thenCompose(Function.identity())
                .thenCompose(Function.identity());
    }

    /**
     * Walks until an address answers.
     *
     * @param first the offer at hand
     * @param sans what the certificate holds
     * @return the way that was found; empty if the next tier's address is not in the certificate of the API server, which
     *     runs already
     * @throws io.ksail.exposure.ExposureException when no tier is left
     * @throws ExecutionException when there is no hope left
     * @throws TimeoutException when the API server is not ready in time
     */
    Optional<ReachableEndpoint> find(Offer first, List<String> sans)
            throws ExecutionException, TimeoutException, InterruptedException {
        Offer offer = first;
        try {
            Optional<ReachableEndpoint> found = through(offer);
            while (found.isEmpty()) {
                offer = fallback.next();
                if (offer.endpoints().stream().noneMatch(endpoint -> sans.contains(endpoint.address()))) {
                    return Optional.empty();
                }
                found = through(offer);
            }
            return found;
        } finally {
            over.completeExceptionally(new CancellationException());
        }
    }

    private Optional<ReachableEndpoint> through(Offer offer)
            throws ExecutionException, TimeoutException, InterruptedException {
        List<Skipped> failures = new ArrayList<>();
        for (Endpoint endpoint : offer.endpoints()) {
            Kubeconfig kubeconfig = kubeconfigFor.apply(endpoint);
            NestedApi api = new NestedApi(kubeconfig);
            try {
                api.awaitReady(deadline, endOfPatience(offer, api));
                return Optional.of(new ReachableEndpoint(offer, endpoint, kubeconfig));
            } catch (ExecutionException e) {
                failures.add(failure(e, endpoint, api));
            }
        }
        fallback.skip(
                offer,
                new Skipped(
                        failures.stream().map(Skipped::reason).collect(Collectors.joining("; ")),
                        failures.get(0).remedy(),
                        true));
        return Optional.empty();
    }

    private static Skipped failure(ExecutionException e, Endpoint endpoint, NestedApi api) throws ExecutionException {
        if (e.getCause() instanceof Offer.FailedException failed) {
            return new Skipped(failed.getMessage(), "look at what the host says about it");
        }
        if (e.getCause() instanceof UnreachableException) {
            return new Skipped(
                    "%s can't be reached from here, though the API server answers: %s"
                            .formatted(endpoint, api.lastAnswer()),
                    "open the way from here to that address of the host");
        }
        throw e;
    }

    /** Completes exceptionally, and only so, when there is no use in trying this offer any longer. */
    private CompletableFuture<Void> endOfPatience(Offer offer, NestedApi api) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        watch.failure().exceptionally(failure -> {
            end.completeExceptionally(failure);
            return null;
        });
        offer.ready().exceptionally(failure -> {
            end.completeExceptionally(failure instanceof CompletionException ? failure.getCause() : failure);
            return null;
        });
        offer.ready()
                .thenCombine(readyInside, (inPlace, ready) -> null)
                .thenRunAsync(
                        () -> {
                            // One that has answered here is slow, not out of reach.
                            if (!api.hasAnswered()) {
                                end.completeExceptionally(new UnreachableException());
                            }
                        },
                        later(patienceWith(offer)));
        return end;
    }

    /**
     * Where no tier follows, nothing is won by giving up: names of load balancers take their time to get known, and a busy
     * host forwards slowly. Only the ports of nodes are open at once, or closed for good.
     */
    private Duration patienceWith(Offer offer) {
        boolean openAtOnce = offer.type() == ExposureType.NODE_PORT;
        return fallback.goesOn() || openAtOnce ? PATIENCE : deadline.remaining().dividedBy(2);
    }

    /** By a way that is always there where the host's user may use it; else it is guessed from the time. */
    private CompletableFuture<Void> awaitReadyInside() {
        InsideApi inside = new InsideApi(request);
        if (over.isDone() || !inside.mayBeAsked()) {
            return over.copy()
                    .completeOnTimeout(null, deadline.remaining().dividedBy(2).toMillis(), TimeUnit.MILLISECONDS);
        }
        try {
            return inside.answersBefore(over) ? CompletableFuture.completedFuture(null) : over;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return over;
        }
    }

    private static Executor later(Duration delay) {
        return CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The nested API server as the host's own API server reaches it: by its pod, whatever exposes it to others. */
    private record InsideApi(ExposureRequest request) {

        /** Seldom enough not to burden a host on which many clusters start at once. */
        private static final Duration PAUSE = Duration.ofMillis(500);

        /** It answers: as ready, or that it does not know who asks. */
        private static final Set<Integer> ALIVE =
                Set.of(HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN);

        /** Whether the host's user may ask this way. */
        boolean mayBeAsked() {
            Permission proxy = Permission.in(request.namespace(), "get", "", "pods/proxy");
            return new AccessReview(request.host()).missing(List.of(proxy)).isEmpty();
        }

        /**
         * Waits until it answers.
         *
         * @param over ends the wait when it completes
         * @return whether it did before that
         */
        boolean answersBefore(CompletableFuture<Void> over) throws InterruptedException {
            boolean answers = answers();
            while (!answers && !Await.pause(PAUSE, over)) {
                answers = answers();
            }
            return answers;
        }

        private boolean answers() {
            KubernetesClient host = request.host().client();
            try {
                return host
                        .pods()
                        .inNamespace(request.namespace())
                        .withLabels(request.selector())
                        .list()
                        .getItems()
                        .stream()
                        .anyMatch(pod -> answers(host, pod));
            } catch (KubernetesClientException e) {
                return false;
            }
        }

        private boolean answers(KubernetesClient host, Pod pod) {
            try {
                return host.raw("/api/v1/namespaces/%s/pods/https:%s:%d/proxy/readyz"
                                .formatted(
                                        request.namespace(), pod.getMetadata().getName(), request.apiPort()))
                        != null;
            } catch (KubernetesClientException e) {
                return ALIVE.contains(Causes.httpStatus(e));
            }
        }
    }
}
