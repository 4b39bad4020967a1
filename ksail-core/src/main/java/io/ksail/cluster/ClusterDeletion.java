package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.internal.Await;
import io.ksail.internal.Causes;
import io.ksail.internal.Deadline;
import io.ksail.internal.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes a cluster that was found on the host, and waits until nothing of it is left. */
final class ClusterDeletion {

    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);

    private final KubernetesClient host;
    private final Namespace namespace;
    private final String name;
    private final Deletion wanted;

    ClusterDeletion(KubernetesClient host, Namespace namespace, Deletion wanted) {
        this.host = host;
        this.namespace = namespace;
        this.name = namespace.getMetadata().getName();
        this.wanted = wanted;
    }

    void run() {
        Deadline deadline = Deadline.in(wanted.timeout());
        try {
            new NamespaceDeletion(host).delete(name, uid(), ClusterLabels.creator() + ", by command");
            if (wanted.timeout().isZero()) {
                return;
            }
            if (wanted.force() && !goneWithin(wanted.timeout().dividedBy(4))) {
                LOG.warn("namespace {}: {}; removing what holds it", name, whatHoldsIt());
                new Finalizers(host, name, uid()).removeAll();
            }
            if (!goneWithin(deadline.remaining())) {
                List<String> silent = NamespaceDeletion.silentApiServices(
                        host.namespaces().withName(name).get());
                if (!silent.isEmpty()) {
                    throw failure(
                            "the host ends no namespace while its API services %s are not available: %s"
                                    .formatted(String.join(", ", silent), whatHoldsIt()),
                            NamespaceDeletion.remedyFor(silent),
                            null);
                }
                throw failure(
                        "not gone after %s: %s".formatted(Durations.readable(wanted.timeout()), whatHoldsIt()),
                        wanted.force()
                                ? "ask whoever runs the host; kubectl get namespace %s -o yaml says what it waits for"
                                        .formatted(name)
                                : "wait longer, or delete it by force, which removes finalizers that nobody answers for",
                        null);
            }
        } catch (KubernetesClientException e) {
            throw failure(Causes.message(e), "check that the host answers, and that its user may delete namespaces", e);
        }
    }

    private String uid() {
        return namespace.getMetadata().getUid();
    }

    /** By a watch of this one namespace; another one that takes its name does not count. */
    private boolean goneWithin(Duration limit) {
        CompletableFuture<List<Namespace>> gone = host.namespaces()
                .withName(name)
                .informOnCondition(found -> found.stream()
                        .noneMatch(there -> Objects.equals(there.getMetadata().getUid(), uid())));
        try {
            Await.value(gone, limit);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw KubernetesClientException.launderThrowable(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("the thread was interrupted while waiting", "the host goes on deleting it by itself", e);
        }
    }

    /** In the words of the host's namespace controller. */
    private String whatHoldsIt() {
        Namespace there = host.namespaces().withName(name).get();
        if (there == null || there.getStatus() == null) {
            return "the host does not say what it waits for";
        }
        String conditions = there.getStatus().getConditions().stream()
                .filter(condition -> "True".equals(condition.getStatus()))
                .map(condition -> condition.getMessage())
                .collect(Collectors.joining("; "));
        return conditions.isEmpty() ? "the host does not say what it waits for" : conditions;
    }

    private KsailException failure(String seen, String remedy, @Nullable Throwable cause) {
        return new KsailException("The deletion of namespace %s did not end".formatted(name), seen, remedy, cause);
    }
}
