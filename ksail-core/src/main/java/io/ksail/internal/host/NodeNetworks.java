package io.ksail.internal.host;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What nodes say: their part of the pods' network, the flags that K3s and RKE2 note on them, their own addresses. */
final class NodeNetworks {

    private static final List<String> ARGUMENTS = List.of("k3s.io/node-args", "rke2.io/node-args");
    private static final String INSTANCE_TYPE = "node.kubernetes.io/instance-type";
    private static final Set<String> K3S = Set.of("k3s", "rke2");
    private static final Set<String> ADDRESSES = Set.of("InternalIP", "ExternalIP");

    private NodeNetworks() {}

    static List<HostNetwork> of(List<Node> nodes) {
        return Stream.of(
                        nodes.stream().flatMap(NodeNetworks::podCidrs),
                        nodes.stream().flatMap(NodeNetworks::flags),
                        nodes.stream().flatMap(NodeNetworks::addresses))
                .flatMap(networks -> networks)
                .toList();
    }

    /** Whether all nodes run K3s or RKE2, by the label that these put on them. */
    static boolean areOfK3s(List<Node> nodes) {
        return !nodes.isEmpty() && nodes.stream().allMatch(node -> K3S.contains(label(node, INSTANCE_TYPE)));
    }

    private static String label(Node node, String name) {
        return Optional.ofNullable(node.getMetadata().getLabels())
                .map(labels -> labels.get(name))
                .orElse("");
    }

    private static Stream<HostNetwork> podCidrs(Node node) {
        List<String> both = Optional.ofNullable(node.getSpec().getPodCIDRs()).orElse(List.of());
        Stream<String> cidrs = both.isEmpty() ? Stream.ofNullable(node.getSpec().getPodCIDR()) : both.stream();
        return cidrs.flatMap(cidr -> HostNetwork.in(cidr, HostNetwork.PODS, source(node, "spec.podCIDR")).stream());
    }

    private static Stream<HostNetwork> flags(Node node) {
        Map<String, String> annotations =
                Optional.ofNullable(node.getMetadata().getAnnotations()).orElse(Map.of());
        return ARGUMENTS.stream()
                .filter(annotations::containsKey)
                .flatMap(name -> flags(arguments(annotations.get(name)), source(node, name)));
    }

    /** Only servers have these flags; one without them has the defaults that K3s and RKE2 share. */
    private static Stream<HostNetwork> flags(List<String> arguments, String source) {
        return arguments.isEmpty() || !arguments.get(0).equals("server")
                ? Stream.empty()
                : Stream.concat(
                        flag(arguments, "--cluster-cidr", "10.42.0.0/16", HostNetwork.PODS, source).stream(),
                        flag(arguments, "--service-cidr", "10.43.0.0/16", HostNetwork.SERVICES, source).stream());
    }

    private static List<HostNetwork> flag(
            List<String> arguments, String flag, String unless, String use, String source) {
        List<String> values = IntStream.range(0, arguments.size())
                .boxed()
                .flatMap(i -> value(arguments, i, flag).stream())
                .toList();
        return values.isEmpty()
                ? HostNetwork.in(unless, use, source + " without " + flag)
                : HostNetwork.in(String.join(",", values), use, source + " " + flag);
    }

    private static Optional<String> value(List<String> arguments, int i, String flag) {
        String argument = arguments.get(i);
        if (argument.startsWith(flag + "=")) {
            return Optional.of(argument.substring(flag.length() + 1));
        }
        return argument.equals(flag) && i + 1 < arguments.size() ? Optional.of(arguments.get(i + 1)) : Optional.empty();
    }

    private static List<String> arguments(String json) {
        try {
            return List.of(Serialization.unmarshal(json, String[].class));
        } catch (RuntimeException e) {
            return List.of();
        }
    }

    private static Stream<HostNetwork> addresses(Node node) {
        return node.getStatus() == null
                ? Stream.empty()
                : node.getStatus().getAddresses().stream()
                        .filter(address -> ADDRESSES.contains(address.getType()))
                        .flatMap(
                                address -> HostNetwork.ofAddress(
                                        address.getAddress(), HostNetwork.NODES, source(node, address.getType()))
                                        .stream());
    }

    private static String source(Node node, String where) {
        return "node %s, %s".formatted(node.getMetadata().getName(), where);
    }
}
