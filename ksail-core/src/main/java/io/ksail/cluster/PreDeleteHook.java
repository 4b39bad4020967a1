package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.Causes;
import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.namespace.ClusterNamespace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a cluster's distribution does on the host before its namespace is deleted, whoever has made the cluster. */
final class PreDeleteHook implements ClusterNamespace.PreDelete {

    static final PreDeleteHook OF_DISTRIBUTION = new PreDeleteHook();
    private static final Logger LOG = LoggerFactory.getLogger(PreDeleteHook.class);

    private PreDeleteHook() {}

    @Override
    public void inside(KubernetesClient host, Namespace namespace) {
        tolerantly(host, namespace, Distribution::beforeDeletion);
    }

    @Override
    public void outside(KubernetesClient host, Namespace namespace) {
        tolerantly(host, namespace, Distribution::bindToNamespace);
    }

    /** A host that does not allow it may still delete the namespace. */
    private static void tolerantly(KubernetesClient host, Namespace namespace, Step step) {
        FoundCluster.distribution(namespace).ifPresent(distribution -> {
            try {
                step.of(distribution, host, namespace);
            } catch (KubernetesClientException e) {
                if (Causes.nobodyAnswered(e)) {
                    throw e;
                }
                LOG.warn(
                        "namespace {}: what {} keeps for it may stay: {}",
                        namespace.getMetadata().getName(),
                        distribution.name(),
                        Causes.message(e));
            }
        });
    }

    private interface Step {
        void of(Distribution distribution, KubernetesClient host, Namespace namespace);
    }
}
