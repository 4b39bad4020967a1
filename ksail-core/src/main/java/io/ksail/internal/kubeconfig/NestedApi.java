package io.ksail.internal.kubeconfig;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.Await;
import io.ksail.internal.Causes;
import io.ksail.internal.Deadline;
import io.ksail.kubeconfig.Kubeconfig;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Verifies a kubeconfig by using it: it is proven from where the test runs, through the exposed address. */
public final class NestedApi {

    /** A port that does not listen yet has no event to wait for, so it is asked again after this long. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    /**
     * Ready, but for what the API server does for others than its administrator: to make the default roles and the priority
     * classes of the system. Each begins with a pause of one second.
     */
    public static final String READY = "/readyz?exclude=poststarthook/rbac/bootstrap-roles"
            + "&exclude=poststarthook/scheduling/bootstrap-system-priority-classes";

    private final Kubeconfig kubeconfig;
    private volatile String lastAnswer = "nothing was answered";
    private volatile boolean answered;

    /**
     * The API that a kubeconfig leads to.
     *
     * @param kubeconfig the kubeconfig
     */
    public NestedApi(Kubeconfig kubeconfig) {
        this.kubeconfig = kubeconfig;
    }

    /**
     * Waits until the API server says that it is ready for its administrator: {@link BootstrapRoles} are waited for by whoever
     * needs them.
     *
     * @param deadline when to stop waiting
     * @param unrecoverable ends the wait early when it completes exceptionally
     * @throws TimeoutException at the deadline, with the last answer or the network's words
     * @throws ExecutionException when there is no hope left
     * @throws InterruptedException when the thread is interrupted
     */
    public void awaitReady(Deadline deadline, CompletableFuture<Void> unrecoverable)
            throws TimeoutException, ExecutionException, InterruptedException {
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(impatient()).build()) {
            while (!deadline.passed()) {
                try {
                    if (client.raw(READY) != null) {
                        return;
                    }
                } catch (KubernetesClientException e) {
                    lastAnswer = Causes.message(e);
                    answered = answered || !Causes.nobodyAnswered(e);
                }
                if (Await.pause(PAUSE, unrecoverable)) {
                    unrecoverable.get();
                }
            }
        }
        throw new TimeoutException("the API server did not become ready at %s: %s"
                .formatted(kubeconfig.clientConfig().getMasterUrl(), lastAnswer));
    }

    /**
     * What came back at the last attempt that failed.
     *
     * @return the answer, or the network's words
     */
    public String lastAnswer() {
        return lastAnswer;
    }

    /**
     * Whether it has ever answered at this address, with TLS verified, if only that it is not ready.
     *
     * @return true when the way there is open
     */
    public boolean hasAnswered() {
        return answered;
    }

    private Config impatient() {
        return new ConfigBuilder(kubeconfig.clientConfig())
                .withRequestRetryBackoffLimit(0)
                .withConnectionTimeout(2_000)
                .withRequestTimeout(5_000)
                .build();
    }
}
