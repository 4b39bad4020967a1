package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.ConfirmedCreation;
import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.distribution.SecretKubeconfig;
import io.ksail.internal.namespace.ClusterLabels;
import io.ksail.kubeconfig.Kubeconfig;
import io.ksail.spec.ClusterName;
import io.ksail.spec.InvalidSpecException;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a cluster's kubeconfig is kept on the host, so that another process finds it: under the name and key that k3k
 * uses for its clusters.
 */
final class KubeconfigSecret {

    private static final String KEY = "kubeconfig.yaml";
    private static final String EXPOSED = "-kubeconfig-exposed";

    private final KubernetesClient host;

    KubeconfigSecret(KubernetesClient host) {
        this.host = host;
    }

    /** Under another name where an operator keeps its own, with an address of its own, and would put that back. */
    void keep(String namespace, Map<String, String> labels, Kubeconfig kubeconfig) {
        try {
            keep(SecretKubeconfig.keptIn(namespace), namespace, labels, kubeconfig);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            keep(namespace + EXPOSED, namespace, labels, kubeconfig);
        }
    }

    private void keep(String name, String namespace, Map<String, String> labels, Kubeconfig kubeconfig) {
        ConfirmedCreation.create(
                host,
                new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withLabels(labels)
                        .endMetadata()
                        .addToStringData(KEY, kubeconfig.yaml())
                        .build());
    }

    /**
     * The kubeconfig of a cluster, or what its distribution's own tool keeps for it. Who may write in the namespace may have
     * written it.
     */
    Optional<Kubeconfig> read(Namespace of) {
        String namespace = of.getMetadata().getName();
        String cluster = of.getMetadata().getLabels().get(ClusterLabels.CLUSTER);
        Optional<Distribution> distribution = FoundCluster.distribution(of);
        String context =
                distribution.flatMap(its -> name(cluster).map(its::context)).orElse(namespace);
        return Stream.concat(
                        Stream.of(namespace + EXPOSED, SecretKubeconfig.keptIn(namespace))
                                .map(secret -> new SecretKubeconfig(secret, KEY)),
                        distribution.flatMap(its -> its.kubeconfigSecret(cluster)).stream())
                .map(secret -> secret.read(host, namespace))
                .flatMap(Optional::stream)
                .findFirst()
                .map(yaml -> Kubeconfig.kept(yaml, context));
    }

    /** Other tools may allow names that this one does not. */
    private static Optional<ClusterName> name(String cluster) {
        try {
            return Optional.of(new ClusterName(cluster));
        } catch (InvalidSpecException e) {
            return Optional.empty();
        }
    }
}
