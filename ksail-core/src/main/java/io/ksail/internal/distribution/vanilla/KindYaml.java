package io.ksail.internal.distribution.vanilla;

import io.ksail.internal.distribution.vanilla.KindConfig.KindNetworking;
import io.ksail.internal.distribution.vanilla.KindConfig.KindNode;
import io.ksail.internal.distribution.vanilla.KindConfig.KindNode.Port;
import io.ksail.internal.distribution.vanilla.KindConfig.NodeRole;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads {@code kind.yaml}, of {@code kind.x-k8s.io/v1alpha4}; refuses what would have no effect. */
final class KindYaml {

    private static final String ELSEWHERE = "leave it out: the address of the API server is for the exposure to say";
    private static final Set<String> MODES = Set.of("iptables", "ipvs", "nftables", "none");
    private static final Set<String> PROTOCOLS = Set.of("TCP", "UDP", "SCTP");

    /** What KSail mounts by itself for the mirrors that it runs in Docker; here there are none of these. */
    private static final String MIRRORS = "/etc/containerd/certs.d/";

    private static final int LARGEST_PORT = 65_535;

    private KindYaml() {}

    static KindConfig read(String text) {
        KindFields root = KindFields.parse(text);
        root.requireText("kind", "Cluster");
        root.requireText("apiVersion", "kind.x-k8s.io/v1alpha4");
        root.text("name");
        root.refuse(
                "kubeadmConfigPatchesJSON6902", "write it as kubeadmConfigPatches, which are merged into the document");
        root.refuse("containerdConfigPatchesJSON6902", "write it as containerdConfigPatches, in TOML");
        KindConfig config = new KindConfig(
                root.list("nodes").stream().map(KindYaml::node).toList(),
                networking(root.child("networking")),
                root.child("featureGates").switches(),
                root.child("runtimeConfig").texts(),
                root.textList("kubeadmConfigPatches"),
                root.textList("containerdConfigPatches"));
        root.requireNothingElse();
        requireControlPlane(config, root);
        config.containerdPatches().forEach(ContainerdConfig::parsed);
        new KubeadmPatches(config.kubeadmPatches()).requireReadable();
        config.nodes().forEach(node -> new KubeadmPatches(node.kubeadmPatches()).requireReadable());
        return config;
    }

    private static void requireControlPlane(KindConfig config, KindFields root) {
        if (!config.nodes().isEmpty()
                && config.nodes().stream().noneMatch(node -> node.role() == NodeRole.CONTROL_PLANE)) {
            throw root.mistake("nodes", "none of them is a control-plane", "add one with role: control-plane");
        }
    }

    private static KindNode node(KindFields fields) {
        String role = fields.text("role").orElse(NodeRole.CONTROL_PLANE.kindName());
        boolean mirrorsOnly = fields.list("extraMounts").stream()
                .allMatch(mount -> mount.text("containerPath").orElse("").startsWith(MIRRORS));
        if (!mirrorsOnly) {
            fields.refuse(
                    "extraMounts",
                    "leave it out: the nodes' machine is a pod of the host, which has no files of yours");
        }
        fields.refuse("kubeadmConfigPatchesJSON6902", "write it as kubeadmConfigPatches");
        KindNode node = new KindNode(
                List.of(NodeRole.values()).stream()
                        .filter(one -> one.kindName().equals(role))
                        .findFirst()
                        .orElseThrow(() -> fields.mistake(
                                "role", "there is no role '%s'".formatted(role), "use control-plane or worker")),
                fields.text("image"),
                fields.child("labels").texts(),
                fields.list("extraPortMappings").stream().map(KindYaml::port).toList(),
                fields.textList("kubeadmConfigPatches"));
        fields.requireNothingElse();
        return node;
    }

    private static Port port(KindFields fields) {
        int containerPort = fields.number("containerPort")
                .orElseThrow(() -> fields.mistake("containerPort", "it is missing", "give the node's port"));
        int hostPort = fields.number("hostPort").filter(port -> port != 0).orElse(containerPort);
        String protocol = fields.text("protocol").orElse("TCP").toUpperCase(Locale.ROOT);
        // Whatever it says, the pod has one address that others reach.
        fields.text("listenAddress");
        for (int port : List.of(containerPort, hostPort)) {
            if (port < 1 || port > LARGEST_PORT) {
                throw fields.mistake("hostPort", "%d is no port".formatted(port), "give a number from 1 to 65535");
            }
        }
        if (hostPort == VanillaDistribution.API_PORT) {
            throw fields.mistake("hostPort", "6443 is the API server's", "give another port");
        }
        if (!PROTOCOLS.contains(protocol)) {
            throw fields.mistake("protocol", "there is no protocol '%s'".formatted(protocol), "use TCP, UDP or SCTP");
        }
        fields.requireNothingElse();
        return new Port(containerPort, hostPort, protocol);
    }

    private static KindNetworking networking(KindFields fields) {
        String family = fields.text("ipFamily").orElse("ipv4");
        if (!family.equals("ipv4")) {
            throw fields.mistake("ipFamily", "nodes of Vanilla have IPv4 addresses only", "use ipv4, or K3s");
        }
        fields.refuse("apiServerAddress", ELSEWHERE);
        fields.refuse("apiServerPort", ELSEWHERE);
        String mode = fields.text("kubeProxyMode").orElse(KindNetworking.DEFAULT_MODE);
        if (!MODES.contains(mode)) {
            throw fields.mistake(
                    "kubeProxyMode",
                    "there is no mode '%s'".formatted(mode),
                    "use one of: iptables, ipvs, nftables, none");
        }
        KindNetworking networking = new KindNetworking(
                fields.text("podSubnet").filter(text -> !text.isBlank()),
                fields.text("serviceSubnet").filter(text -> !text.isBlank()),
                fields.flag("disableDefaultCNI"),
                mode,
                fields.textList("dnsSearch"));
        fields.requireNothingElse();
        return networking;
    }
}
