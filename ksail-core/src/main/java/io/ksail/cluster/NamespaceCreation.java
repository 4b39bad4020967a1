package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.AtOnce;
import io.ksail.internal.Deadline;
import io.ksail.spec.ClusterSpec;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Makes the namespace of a cluster; one of the same name that is on its way out is waited for.
 *
 * @param privileged whether the pods in it have to be
 * @param holder who shares it from the start
 * @param telling is told what is being done
 */
record NamespaceCreation(
        KubernetesClient client,
        ClusterSpec spec,
        boolean privileged,
        Optional<Holder> holder,
        Deadline deadline,
        CreationFailures failures,
        Consumer<String> telling) {

    private static final String CREATING = "creating the namespace";
    private static final String WAITING = "waiting until the cluster of the same name before it is gone";

    Namespace make() {
        telling.accept(CREATING);
        try {
            return create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw failures.refused(e, CREATING);
            }
            Namespace there = client.namespaces().withName(spec.namespace()).get();
            boolean going = there != null
                    && Ownership.isOurs(there)
                    && there.getMetadata().getDeletionTimestamp() != null;
            if (going || there == null) {
                return createOnceGone(e);
            }
            throw failures.nameTaken(there, e);
        }
    }

    /**
     * Not to be interrupted half way: nobody would know whether there is a namespace, and nothing guards it yet. Whoever
     * interrupts is heard at the next step, which is rolled back.
     */
    private Namespace create() {
        Instant now = Instant.now();
        Namespace namespace = Ownership.namespace(spec, now, privileged);
        holder.ifPresent(claim -> namespace
                .getMetadata()
                .getAnnotations()
                .putAll(claim.annotations(spec.lease(), Ownership.expiry(spec, now))));
        return AtOnce.end(AtOnce.begin(() -> client.resource(namespace).create()));
    }

    /** The cluster of that name is on its way out: of the class before, for example. */
    private Namespace createOnceGone(KubernetesClientException taken) {
        telling.accept(WAITING);
        CompletableFuture<List<Namespace>> gone =
                client.namespaces().withName(spec.namespace()).informOnCondition(List::isEmpty);
        try {
            gone.get(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS);
            return create();
        } catch (TimeoutException | ExecutionException | KubernetesClientException e) {
            throw failures.nameTaken(
                    client.namespaces().withName(spec.namespace()).get(), taken);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failures.interrupted(e, WAITING);
        } finally {
            gone.cancel(true);
        }
    }
}
