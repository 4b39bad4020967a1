package io.ksail.internal.host;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.host.Host;
import io.ksail.internal.Async;
import io.ksail.internal.Causes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses a host uses itself, as far as it says. First nodes and ServiceCIDRs are asked, and which API groups
 * there are; then whoever else knows on a host of that kind: kubeadm, kube-proxy, network plugins. What is not there, or
 * not to be read, says nothing.
 */
public final class HostNetworks {

    private static final String SYSTEM = "kube-system";
    private static final String CALICO = "crd.projectcalico.org";
    private static final String CILIUM = "cilium.io";

    private final KubernetesClient client;

    private HostNetworks(KubernetesClient client) {
        this.client = client;
    }

    /**
     * The ranges of addresses that a host uses itself: for pods, for Services, and its nodes' own.
     *
     * @return what the host says; the usual ranges of pods or Services where it says nothing about them
     * @throws io.ksail.host.HostUnavailableException if the host does not answer any more
     */
    public static List<HostNetwork> of(Host host) {
        try {
            return new HostNetworks(host.client()).found();
        } catch (KubernetesClientException e) {
            throw new HostRefusals(host.client().getConfiguration(), host.description()).explained(e);
        }
    }

    /** In the order in which an overlap is best explained: what is in use comes before what is set aside for it. */
    private List<HostNetwork> found() {
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

    /** What the configurations of kubeadm, kube-proxy, flannel and Cilium say about networks. */
    static final class ConfigMapNetworks {

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
                            HostNetwork.in(document.get(field), HostNetwork.PODS, source(map, key + " " + field))
                                    .stream())
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
                    .formatted(
                            map.getMetadata().getNamespace(), map.getMetadata().getName(), where);
        }
    }

    /** What resources say whose whole purpose is a network. */
    static final class ResourceNetworks {

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
                    resource.get("spec", "ipam", "podCIDRs"),
                    HostNetwork.PODS,
                    name(resource) + ", spec.ipam.podCIDRs");
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

    /** The ranges that kubeadm and K3s take when nobody says anything else, for hosts that do not say what they use. */
    static final class UsualNetworks {

        private static final String SOURCE = "usual range; the host does not say";

        private static final Map<String, String> RANGES = Map.of(
                HostNetwork.PODS, "10.244.0.0/16,10.42.0.0/16",
                HostNetwork.SERVICES, "10.96.0.0/12,10.43.0.0/16");

        private UsualNetworks() {}

        /** The usual ranges for each use that nothing is known about. */
        static List<HostNetwork> insteadOf(List<HostNetwork> known) {
            return Stream.of(HostNetwork.PODS, HostNetwork.SERVICES)
                    .filter(use ->
                            known.stream().noneMatch(network -> network.use().equals(use)))
                    .flatMap(use -> HostNetwork.in(RANGES.get(use), use, SOURCE).stream())
                    .toList();
        }
    }

    /**
     * The Services' range from the API server's own mouth, where it is to be read nowhere (before Kubernetes 1.33): asked for
     * a Service at an address that is in nobody's range, it refuses and names the range. It is a dry run: nothing is made.
     */
    static final class ServiceRange {

        /** For documentation only (RFC 5737, RFC 3849), so no cluster has them. */
        private static final String NOBODYS_IPV4 = "192.0.2.1";

        private static final String NOBODYS_IPV6 = "2001:db8::1";

        private static final Pattern RANGE = Pattern.compile("range of valid IPs is ([0-9A-Fa-f:.]+/\\d+)");

        private final KubernetesClient client;

        ServiceRange(KubernetesClient client) {
            this.client = client;
        }

        List<HostNetwork> ofIpv4() {
            return refused(NOBODYS_IPV4);
        }

        List<HostNetwork> ofIpv6() {
            return refused(NOBODYS_IPV6);
        }

        private List<HostNetwork> refused(String address) {
            Service service = new ServiceBuilder()
                    .withNewMetadata()
                    .withGenerateName("ksail-range-")
                    .withNamespace("default")
                    .endMetadata()
                    .withNewSpec()
                    .withClusterIP(address)
                    .addNewPort()
                    .withPort(443)
                    .endPort()
                    .endSpec()
                    .build();
            try {
                client.resource(service).dryRun(true).create();
                return List.of();
            } catch (KubernetesClientException e) {
                List<HostNetwork> range = named(e.getMessage());
                if (range.isEmpty()) {
                    throw e;
                }
                return range;
            }
        }

        static List<HostNetwork> named(@Nullable String refusal) {
            Matcher range = RANGE.matcher(String.valueOf(refusal));
            return range.find()
                    ? HostNetwork.in(range.group(1), HostNetwork.SERVICES, "API server, when asked for a Service")
                    : List.of();
        }
    }
}
