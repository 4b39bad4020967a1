package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.exposure.ExposureRequest;
import io.ksail.host.AccessReview;
import io.ksail.host.Permission;
import io.ksail.internal.Causes;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The nested API server as the host's own API server reaches it: by its pod, whatever exposes it to others. */
record InsideApi(ExposureRequest request) {

    /** Seldom enough not to burden a host on which many clusters start at once. */
    private static final long PAUSE_MILLIS = 500;

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
     * @param over ends the wait when it completes exceptionally
     * @throws ExecutionException when it did
     */
    void awaitAnswer(CompletableFuture<Void> over) throws ExecutionException, InterruptedException {
        while (!answers()) {
            try {
                over.get(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillWanted) {
                // ask again
            }
        }
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
                            .formatted(request.namespace(), pod.getMetadata().getName(), request.apiPort()))
                    != null;
        } catch (KubernetesClientException e) {
            return ALIVE.contains(Causes.httpStatus(e));
        }
    }
}
