package io.ksail.host;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.Causes;
import io.ksail.spec.Cidr;
import java.util.ArrayList;
import java.util.List;

/**
 * Which addresses a host uses itself, as far as it says: pods by its nodes, Services by its ServiceCIDRs, or, where those
 * are not served (before Kubernetes 1.33) or not to be read, by the address of its own API Service.
 */
final class HostNetworks {

    private final KubernetesClient client;

    HostNetworks(KubernetesClient client) {
        this.client = client;
    }

    List<HostNetwork> found(List<Node> nodes) {
        List<HostNetwork> networks = new ArrayList<>();
        for (Node node : nodes) {
            for (String cidr : node.getSpec().getPodCIDRs()) {
                networks.add(new HostNetwork(
                        new Cidr(cidr),
                        "pod network",
                        "node %s, spec.podCIDR".formatted(node.getMetadata().getName())));
            }
        }
        List<HostNetwork> services = serviceCidrs();
        networks.addAll(services.isEmpty() ? apiService() : services);
        return networks;
    }

    private List<HostNetwork> serviceCidrs() {
        List<HostNetwork> networks = new ArrayList<>();
        try {
            for (GenericKubernetesResource found : client.genericKubernetesResources(
                            "networking.k8s.io/v1", "ServiceCIDR")
                    .list()
                    .getItems()) {
                List<String> cidrs = found.get("spec", "cidrs");
                cidrs.forEach(cidr -> networks.add(new HostNetwork(
                        new Cidr(cidr),
                        "service network",
                        "ServiceCIDR %s".formatted(found.getMetadata().getName()))));
            }
        } catch (KubernetesClientException e) {
            if (Causes.nobodyAnswered(e)) {
                throw e;
            }
        }
        return networks;
    }

    private List<HostNetwork> apiService() {
        try {
            Service kubernetes = client.services()
                    .inNamespace("default")
                    .withName("kubernetes")
                    .get();
            return kubernetes == null
                    ? List.of()
                    : kubernetes.getSpec().getClusterIPs().stream()
                            .map(ip -> new HostNetwork(
                                    new Cidr(ip + (ip.contains(":") ? "/128" : "/32")),
                                    "service network",
                                    "Service default/kubernetes"))
                            .toList();
        } catch (KubernetesClientException e) {
            if (Causes.nobodyAnswered(e)) {
                throw e;
            }
            return List.of();
        }
    }
}
