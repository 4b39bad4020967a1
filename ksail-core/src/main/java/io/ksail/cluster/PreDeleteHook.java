package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.Causes;
import io.ksail.internal.distribution.Distribution;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a distribution does on the host around the deletion of a namespace, whoever has made the cluster in it. */
final class PreDeleteHook {

    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);

    private final KubernetesClient host;

    PreDeleteHook(KubernetesClient host) {
        this.host = host;
    }

    /** A host that does not allow it may still delete the namespace. */
    void before(Namespace namespace) {
        inside(namespace);
        tolerantly(namespace, Distribution::bindToNamespace);
    }

    /** Only what is in the namespace. */
    void inside(Namespace namespace) {
        tolerantly(namespace, Distribution::beforeDeletion);
    }

    private void tolerantly(Namespace namespace, Step step) {
        FoundCluster.distribution(namespace).flatMap(Distribution::find).ifPresent(distribution -> {
            try {
                step.of(distribution, host, namespace);
            } catch (KubernetesClientException e) {
                if (Causes.nobodyAnswered(e)) {
                    throw e;
                }
                LOG.warn(
                        "namespace {}: what {} keeps for it may stay: {}",
                        namespace.getMetadata().getName(),
                        distribution.type(),
                        Causes.message(e));
            }
        });
    }

    private interface Step {
        void of(Distribution distribution, KubernetesClient host, Namespace namespace);
    }
}
