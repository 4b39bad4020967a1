package io.ksail.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.internal.Causes;
import io.ksail.internal.Deadline;
import io.ksail.internal.Durations;
import io.ksail.internal.namespace.ClusterLabels;
import io.ksail.internal.namespace.ClusterNamespace;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes a cluster that was found on the host, and waits until nothing of it is left. */
record ClusterDeletion(ClusterNamespace namespace, Deletion wanted) {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterDeletion.class);

    void run() {
        Deadline deadline = Deadline.in(wanted.timeout());
        try {
            namespace.delete(ClusterLabels.creator() + ", by command");
            if (wanted.timeout().isZero()) {
                return;
            }
            if (wanted.force() && !namespace.isGoneWithin(wanted.timeout().dividedBy(4))) {
                LOG.warn("namespace {}: {}; removing what holds it", namespace.name(), namespace.heldBy());
                namespace.removeFinalizers();
            }
            if (!namespace.isGoneWithin(deadline.remaining())) {
                throw notGone();
            }
        } catch (KubernetesClientException e) {
            throw failure(Causes.message(e), "check that the host answers, and that its user may delete namespaces", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("the thread was interrupted while waiting", "the host goes on deleting it by itself", e);
        }
    }

    private KsailException notGone() {
        List<String> silent = ClusterNamespace.silentApiServices(namespace.now().orElse(null));
        if (!silent.isEmpty()) {
            return failure(
                    "the host ends no namespace while its API services %s are not available: %s"
                            .formatted(String.join(", ", silent), namespace.heldBy()),
                    ClusterNamespace.remedyFor(silent),
                    null);
        }
        return failure(
                "not gone after %s: %s".formatted(Durations.readable(wanted.timeout()), namespace.heldBy()),
                wanted.force()
                        ? "ask whoever runs the host; kubectl get namespace %s -o yaml says what it waits for"
                                .formatted(namespace.name())
                        : "wait longer, or delete it by force, which removes finalizers that nobody answers for",
                null);
    }

    private KsailException failure(String seen, String remedy, @Nullable Throwable cause) {
        return new KsailException(
                "The deletion of namespace %s did not end".formatted(namespace.name()), seen, remedy, cause);
    }
}
