package io.ksail.host;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.ksail.internal.Async;
import io.ksail.internal.Causes;
import io.ksail.internal.host.HostNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses a host uses itself, as far as it says. First nodes and ServiceCIDRs are asked, and which API groups
 * there are; then whoever else knows on a host of that kind: kubeadm, kube-proxy, network plugins. What is not there, or
 * not to be read, says nothing.
 */
final class HostNetworks {

    private static final String SYSTEM = "kube-system";
    private static final String CALICO = "crd.projectcalico.org";
    private static final String CILIUM = "cilium.io";

    private final KubernetesClient client;

    HostNetworks(KubernetesClient client) {
        this.client = client;
    }

    /** In the order in which an overlap is best explained: what is in use comes before what is set aside for it. */
    List<HostNetwork> found() {
        // One after the other: a connection that is there answers sooner than another one is made.
        List<Node> nodes = tolerant(() -> client.nodes().list().getItems());
        List<HostNetwork> found = new ArrayList<>(NodeNetworks.of(nodes));
        found.addAll(tolerant(() ->
                resources("networking.k8s.io", "v1", "ServiceCIDR", "servicecidrs", ResourceNetworks::serviceCidr)));
        found.addAll(all(others(NodeNetworks.areOfK3s(nodes))));
        if (!says(found, HostNetwork.SERVICES)) {
            ServiceRange range = new ServiceRange(client);
            found.addAll(all(List.of(range::ofIpv4, range::ofIpv6)));
        }
        if (!says(found, HostNetwork.SERVICES)) {
            found.addAll(tolerant(this::apiService));
        }
        found.addAll(UsualNetworks.insteadOf(found));
        return found.stream().distinct().toList();
    }

    /** K3s has no such ConfigMaps, and most hosts have at most one of the plugins: who can't be there is not asked. */
    private List<Supplier<List<HostNetwork>>> others(boolean k3s) {
        Optional<Set<String>> groups = apiGroups();
        List<Supplier<List<HostNetwork>>> others = new ArrayList<>();
        if (!k3s) {
            others.add(() -> configMap(SYSTEM, "kubeadm-config", ConfigMapNetworks::kubeadm));
            others.add(() -> configMap(SYSTEM, "kube-proxy", ConfigMapNetworks::kubeProxy));
            others.add(() -> configMap("kube-flannel", "kube-flannel-cfg", ConfigMapNetworks::flannel));
        }
        if (groups.isEmpty() || groups.get().contains(CILIUM)) {
            others.add(() -> configMap(SYSTEM, "cilium-config", ConfigMapNetworks::cilium));
            others.add(() -> resources(CILIUM, "v2", "CiliumNode", "ciliumnodes", ResourceNetworks::ciliumNode));
        }
        if (groups.isEmpty() || groups.get().contains(CALICO)) {
            others.add(() -> resources(CALICO, "v1", "IPPool", "ippools", ResourceNetworks::calicoPool));
        }
        return others;
    }

    /** Empty where the host does not say. */
    private Optional<Set<String>> apiGroups() {
        return tolerant(() -> List.of(client.getApiGroups().getGroups().stream()
                        .map(APIGroup::getName)
                        .collect(Collectors.toSet())))
                .stream()
                .findFirst();
    }

    private static boolean says(List<HostNetwork> found, String use) {
        return found.stream().anyMatch(network -> network.use().equals(use));
    }

    private static List<HostNetwork> all(List<Supplier<List<HostNetwork>>> sources) {
        return Async.all(sources.stream()
                        .<Supplier<List<HostNetwork>>>map(source -> () -> tolerant(source))
                        .toList())
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    private static <T> List<T> tolerant(Supplier<List<T>> source) {
        try {
            return source.get();
        } catch (KubernetesClientException e) {
            if (Causes.nobodyAnswered(e)) {
                throw e;
            }
            return List.of();
        } catch (ClassCastException | IllegalArgumentException | NullPointerException e) {
            // What somebody has written there is not what it should be, and says nothing.
            return List.of();
        }
    }

    private List<HostNetwork> configMap(String namespace, String name, Function<ConfigMap, List<HostNetwork>> reader) {
        @Nullable
        ConfigMap map =
                client.configMaps().inNamespace(namespace).withName(name).get();
        return map == null || map.getData() == null ? List.of() : reader.apply(map);
    }

    /** The kind is spelled out, so that the client does not first ask the host what kinds there are. */
    private List<HostNetwork> resources(
            String group,
            String version,
            String kind,
            String plural,
            Function<GenericKubernetesResource, List<HostNetwork>> reader) {
        ResourceDefinitionContext context = new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(false)
                .build();
        return client.genericKubernetesResources(context).list().getItems().stream()
                .flatMap(resource -> reader.apply(resource).stream())
                .toList();
    }

    private List<HostNetwork> apiService() {
        @Nullable
        Service kubernetes =
                client.services().inNamespace("default").withName("kubernetes").get();
        return kubernetes == null
                ? List.of()
                : kubernetes.getSpec().getClusterIPs().stream()
                        .flatMap(ip ->
                                HostNetwork.ofAddress(ip, HostNetwork.SERVICES, "Service default/kubernetes").stream())
                        .toList();
    }
}
