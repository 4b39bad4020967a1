package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.Causes;
import java.net.HttpURLConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what killed processes left behind where the host could not do it by itself, because the lease's pod never
 * ran: an image that could not be pulled, for example.
 */
final class ExpiredClusters {

    private static final Logger LOG = LoggerFactory.getLogger(ExpiredClusters.class);

    private ExpiredClusters() {}

    static void sweep(KubernetesClient host, HostClock clock) {
        try {
            for (Namespace namespace : host.namespaces()
                    .withLabel(Ownership.MANAGED_BY, Ownership.MANAGED_BY_VALUE)
                    .list()
                    .getItems()) {
                boolean goingAlready = namespace.getMetadata().getDeletionTimestamp() != null;
                if (!goingAlready && Ownership.isOurs(namespace) && Ownership.hasExpired(namespace, clock.now())) {
                    LOG.info(
                            "namespace {} was left behind by {}: its lease ran out, deleting it",
                            namespace.getMetadata().getName(),
                            Ownership.annotation(namespace, Ownership.CREATED_BY)
                                    .orElse("somebody"));
                    deleteAsSeen(host, namespace);
                }
            }
        } catch (KubernetesClientException e) {
            LOG.debug("Clusters left behind were not looked for: {}", Causes.words(e));
        }
    }

    /** Somebody may have begun to use it this moment: a shared one whose last user was killed. */
    private static void deleteAsSeen(KubernetesClient host, Namespace namespace) {
        try {
            new DeletionOrder(host).before(namespace);
            host.resource(namespace).lockResourceVersion().delete();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }
}
