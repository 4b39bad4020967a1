package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.Await;
import io.ksail.internal.Causes;
import io.ksail.internal.exposure.ExposureRequest;
import io.ksail.internal.host.AccessReview;
import io.ksail.internal.host.Permission;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The nested API server as the host's own API server reaches it: by its pod, whatever exposes it to others. */
record InsideApi(ExposureRequest request) {

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
                            .formatted(request.namespace(), pod.getMetadata().getName(), request.apiPort()))
                    != null;
        } catch (KubernetesClientException e) {
            return ALIVE.contains(Causes.httpStatus(e));
        }
    }
}
