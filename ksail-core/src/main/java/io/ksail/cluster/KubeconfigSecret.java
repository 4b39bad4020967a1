package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
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
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
     * The kubeconfig of a cluster; of VCluster and k3k too, which keep theirs in the same way. Who may write in the
     * namespace may have written it.
     */
    Optional<Kubeconfig> read(Namespace of) {
        String namespace = of.getMetadata().getName();
        String cluster = of.getMetadata().getLabels().get(ClusterLabels.CLUSTER);
        String context = FoundCluster.distribution(of)
                .flatMap(Distribution::find)
                .flatMap(distribution -> name(cluster).map(distribution::context))
                .orElse(namespace);
        return List.of(
                        Map.entry(namespace + EXPOSED, KEY),
                        Map.entry(SecretKubeconfig.keptIn(namespace), KEY),
                        Map.entry("vc-" + cluster, "config"))
                .stream()
                .map(at -> read(namespace, at.getKey(), at.getValue()))
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

    private Optional<String> read(String namespace, String name, String key) {
        Secret secret = host.secrets().inNamespace(namespace).withName(name).get();
        return Optional.ofNullable(secret)
                .map(Secret::getData)
                .map(data -> data.get(key))
                .map(encoded -> new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
    }
}
