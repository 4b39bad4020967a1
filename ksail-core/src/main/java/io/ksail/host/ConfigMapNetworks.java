package io.ksail.host;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.internal.host.HostNetwork;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the configurations of kubeadm, kube-proxy, flannel and Cilium say about networks. */
final class ConfigMapNetworks {

    private ConfigMapNetworks() {}

    /** {@code kubeadm-config}: the configuration that kubeadm was given. */
    static List<HostNetwork> kubeadm(ConfigMap map) {
        String key = "ClusterConfiguration";
        return document(map, key).stream()
                .flatMap(document -> Stream.concat(
                        HostNetwork.in(
                                document.get("networking", "podSubnet"),
                                HostNetwork.PODS,
                                source(map, key + " podSubnet"))
                                .stream(),
                        HostNetwork.in(
                                document.get("networking", "serviceSubnet"),
                                HostNetwork.SERVICES,
                                source(map, key + " serviceSubnet"))
                                .stream()))
                .toList();
    }

    /** {@code kube-proxy}: which addresses it takes for those of pods. */
    static List<HostNetwork> kubeProxy(ConfigMap map) {
        return inDocument(map, "config.conf", "clusterCIDR");
    }

    /** {@code kube-flannel-cfg}: the networks that flannel hands out to nodes. */
    static List<HostNetwork> flannel(ConfigMap map) {
        return Stream.of("Network", "IPv6Network")
                .flatMap(field -> inDocument(map, "net-conf.json", field).stream())
                .toList();
    }

    /** {@code cilium-config}: the pools that Cilium hands out to nodes, blanks between them. */
    static List<HostNetwork> cilium(ConfigMap map) {
        return Stream.of("cluster-pool-ipv4-cidr", "cluster-pool-ipv6-cidr")
                .flatMap(key -> HostNetwork.in(map.getData().get(key), HostNetwork.PODS, source(map, key)).stream())
                .toList();
    }

    private static List<HostNetwork> inDocument(ConfigMap map, String key, String field) {
        return document(map, key).stream()
                .flatMap(document ->
                        HostNetwork.in(document.get(field), HostNetwork.PODS, source(map, key + " " + field)).stream())
                .toList();
    }

    private static Optional<GenericKubernetesResource> document(ConfigMap map, String key) {
        @Nullable String text = map.getData().get(key);
        try {
            return Optional.ofNullable(text)
                    .map(yaml -> Serialization.unmarshal(yaml, GenericKubernetesResource.class));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static String source(ConfigMap map, String where) {
        return "ConfigMap %s/%s, %s"
                .formatted(map.getMetadata().getNamespace(), map.getMetadata().getName(), where);
    }
}
