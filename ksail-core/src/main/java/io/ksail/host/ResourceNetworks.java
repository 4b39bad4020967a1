package io.ksail.host;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.ksail.internal.host.HostNetwork;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What resources say whose whole purpose is a network. */
final class ResourceNetworks {

    private ResourceNetworks() {}

    /** {@code ServiceCIDR}, served from Kubernetes 1.33 on. */
    static List<HostNetwork> serviceCidr(GenericKubernetesResource resource) {
        return networks(resource.get("spec", "cidrs"), HostNetwork.SERVICES, name(resource));
    }

    /** Calico's {@code IPPool}. */
    static List<HostNetwork> calicoPool(GenericKubernetesResource resource) {
        return networks(resource.get("spec", "cidr"), HostNetwork.PODS, name(resource) + ", spec.cidr");
    }

    /** What Cilium has handed out to a node. */
    static List<HostNetwork> ciliumNode(GenericKubernetesResource resource) {
        return networks(
                resource.get("spec", "ipam", "podCIDRs"), HostNetwork.PODS, name(resource) + ", spec.ipam.podCIDRs");
    }

    private static List<HostNetwork> networks(@Nullable Object value, String use, String source) {
        return value instanceof List<?> several
                ? several.stream()
                        .flatMap(one -> HostNetwork.in(one, use, source).stream())
                        .toList()
                : HostNetwork.in(value, use, source);
    }

    private static String name(GenericKubernetesResource resource) {
        return "%s %s".formatted(resource.getKind(), resource.getMetadata().getName());
    }
}
