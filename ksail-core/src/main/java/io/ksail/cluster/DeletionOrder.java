package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.distribution.Distribution;
import io.ksail.internal.Causes;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a distribution does on the host around the deletion of a namespace, whoever has made the cluster in it. */
final class DeletionOrder {

    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);

    private final KubernetesClient host;

    DeletionOrder(KubernetesClient host) {
        this.host = host;
    }

    /** A host that does not allow it may still delete the namespace. */
    void before(Namespace namespace) {
        distribution(namespace).ifPresent(distribution -> {
            try {
                distribution.beforeDeletion(host, namespace);
            } catch (KubernetesClientException e) {
                if (Causes.nobodyAnswered(e)) {
                    throw e;
                }
                LOG.warn(
                        "namespace {}: what {} keeps outside of it may stay: {}",
                        namespace.getMetadata().getName(),
                        distribution.type(),
                        Causes.words(e));
            }
        });
    }

    private static Optional<Distribution> distribution(Namespace namespace) {
        return FoundCluster.distribution(namespace).flatMap(Distribution::find);
    }
}
