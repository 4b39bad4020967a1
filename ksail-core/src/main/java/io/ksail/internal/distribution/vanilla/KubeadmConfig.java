package io.ksail.internal.distribution.vanilla;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.internal.Versions;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.distribution.vanilla.NodeList.VanillaNode;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What kubeadm is told about a node: what Kind tells it, and then what {@code kind.yaml} changes.
 *
 * @param request what is wanted, and the names of its API
 * @param config what {@code kind.yaml} says
 * @param list all nodes
 * @param node the node
 * @param version the version of Kubernetes that is on it; without it kubeadm would ask the internet
 * @param secrets what lets nodes join
 */
record KubeadmConfig(
        StartRequest request, KindConfig config, NodeList list, VanillaNode node, String version, JoinSecrets secrets) {

    private static final String CRI_SOCKET = "unix:///run/containerd/containerd.sock";

    /** For the node that begins the cluster. */
    String init() {
        return text(List.of(
                document("ClusterConfiguration", clusterConfiguration()),
                document("InitConfiguration", initConfiguration())));
    }

    /**
     * For a node that joins it.
     *
     * @param certificateHash which certificate authority it must meet
     */
    String join(String certificateHash) {
        return text(List.of(document("JoinConfiguration", joinConfiguration(certificateHash))));
    }

    private String text(List<Map<String, Object>> kubeadms) {
        KubeadmVersion format = KubeadmVersion.of(version);
        KubeadmPatches patches = new KubeadmPatches(
                Stream.concat(config.kubeadmPatches().stream(), node.config().kubeadmPatches().stream())
                        .toList());
        return Stream.concat(
                        kubeadms.stream(),
                        Stream.of(
                                component("kubelet.config.k8s.io/v1beta1", "KubeletConfiguration", kubelet()),
                                component("kubeproxy.config.k8s.io/v1alpha1", "KubeProxyConfiguration", proxy())))
                .map(patches::appliedTo)
                .map(format::written)
                .collect(Collectors.joining("---\n"));
    }

    private static Map<String, Object> document(String kind, Map<String, Object> fields) {
        return component(KubeadmVersion.GROUP, kind, fields);
    }

    private static Map<String, Object> component(String apiVersion, String kind, Map<String, Object> fields) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("apiVersion", apiVersion);
        document.put("kind", kind);
        document.putAll(fields);
        return document;
    }

    private Map<String, Object> clusterConfiguration() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kubernetesVersion", version);
        fields.put("clusterName", list.cluster());
        fields.put("controlPlaneEndpoint", list.endpoint());
        Map<String, String> apiServer = new LinkedHashMap<>(gates());
        apiServer.put(
                "runtime-config",
                config.runtimeConfig().entrySet().stream()
                        .map(api -> api.getKey() + "=" + api.getValue())
                        .collect(Collectors.joining(",")));
        fields.put("apiServer", Map.of("certSANs", sans(), "extraArgs", apiServer));
        Map<String, String> controllers = new LinkedHashMap<>(gates());
        controllers.put("enable-hostpath-provisioner", "true");
        fields.put("controllerManager", Map.of("extraArgs", controllers));
        fields.put("scheduler", Map.of("extraArgs", gates()));
        fields.put(
                "networking",
                Map.of(
                        "podSubnet",
                        request.spec().networks().pods().toString(),
                        "serviceSubnet",
                        request.spec().networks().services().toString()));
        return fields;
    }

    private List<String> sans() {
        return Stream.concat(Stream.of("localhost", "127.0.0.1"), request.sans().stream())
                .distinct()
                .toList();
    }

    private Map<String, String> gates() {
        return config.featureGates().isEmpty()
                ? Map.of()
                : Map.of(
                        "feature-gates",
                        config.featureGates().entrySet().stream()
                                .map(gate -> gate.getKey() + "=" + gate.getValue())
                                .collect(Collectors.joining(",")));
    }

    private Map<String, Object> initConfiguration() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bootstrapTokens", List.of(Map.of("token", secrets.token())));
        fields.put("certificateKey", secrets.certificateKey());
        fields.put("localAPIEndpoint", apiEndpoint());
        Map<String, Object> registration = registration();
        if (list.nodes().size() == 1) {
            // Else nothing could run anywhere.
            registration.put("taints", List.of());
        }
        fields.put("nodeRegistration", registration);
        List<String> skipped = new ArrayList<>(List.of("preflight"));
        if (config.networking().kubeProxyMode().equals("none")) {
            skipped.add("addon/kube-proxy");
        }
        fields.put("skipPhases", skipped);
        return fields;
    }

    private Map<String, Object> joinConfiguration(String certificateHash) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(
                "discovery",
                Map.of(
                        "bootstrapToken",
                        Map.of(
                                "apiServerEndpoint",
                                list.endpoint(),
                                "token",
                                secrets.token(),
                                "caCertHashes",
                                List.of(certificateHash))));
        if (node.isControlPlane()) {
            fields.put(
                    "controlPlane",
                    Map.of("localAPIEndpoint", apiEndpoint(), "certificateKey", secrets.certificateKey()));
        }
        fields.put("nodeRegistration", registration());
        fields.put("skipPhases", List.of("preflight"));
        return fields;
    }

    private Map<String, Object> apiEndpoint() {
        return Map.of("advertiseAddress", node.address(), "bindPort", VanillaDistribution.API_PORT);
    }

    private Map<String, Object> registration() {
        Map<String, String> kubelet = new LinkedHashMap<>();
        kubelet.put("node-ip", node.address());
        kubelet.put("provider-id", "kind://docker/%s/%s".formatted(list.cluster(), node.name()));
        kubelet.put(
                "node-labels",
                node.config().labels().entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(",")));
        Map<String, Object> registration = new LinkedHashMap<>();
        registration.put("criSocket", CRI_SOCKET);
        registration.put("kubeletExtraArgs", kubelet);
        return registration;
    }

    private Map<String, Object> kubelet() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("cgroupDriver", "systemd");
        fields.put("cgroupRoot", "/kubelet");
        fields.put("failSwapOn", false);
        if (KubeadmVersion.minor(version) >= Versions.FIRST_WITHOUT_CGROUP_V1) {
            fields.put("failCgroupV1", false);
        }
        // The disk is the host's: what is full there is not for this node to tidy up.
        fields.put("imageGCHighThresholdPercent", 100);
        fields.put(
                "evictionHard", Map.of("nodefs.available", "0%", "nodefs.inodesFree", "0%", "imagefs.available", "0%"));
        if (!config.featureGates().isEmpty()) {
            fields.put("featureGates", config.featureGates());
        }
        return fields;
    }

    private Map<String, Object> proxy() {
        Map<String, Object> fields = new LinkedHashMap<>();
        String mode = config.networking().kubeProxyMode();
        if (!mode.equals("none")) {
            fields.put("mode", mode);
        }
        fields.put("iptables", Map.of("minSyncPeriod", "1s"));
        // The limit is the machine's, and not to be changed from here.
        fields.put("conntrack", Map.of("maxPerCore", 0));
        if (!config.featureGates().isEmpty()) {
            fields.put("featureGates", config.featureGates());
        }
        return fields;
    }

    /**
     * What lets nodes join a cluster while it is made.
     *
     * @param token kubeadm's bootstrap token
     * @param certificateKey what the certificates of the control plane are encrypted with, for further control planes
     */
    record JoinSecrets(String token, String certificateKey) {

        static JoinSecrets random() {
            return new JoinSecrets(hex(3) + "." + hex(8), hex(32));
        }

        private static String hex(int bytes) {
            byte[] random = new byte[bytes];
            new SecureRandom().nextBytes(random);
            return HexFormat.of().formatHex(random);
        }

        @Override
        public String toString() {
            return "JoinSecrets";
        }
    }

    /**
     * A version of kubeadm's format. Inside of the project further arguments are maps, as v1beta3 has them; v1beta4 has
     * lists of names and values.
     */
    enum KubeadmVersion {
        V1BETA3("v1beta3"),
        V1BETA4("v1beta4");

        /** Of the documents that have one of these versions; without the version. */
        static final String GROUP = "kubeadm.k8s.io";

        private static final int FIRST_WITH_V1BETA4 = 31;
        private static final Pattern MINOR = Pattern.compile("v?1\\.(\\d{1,4}).*", Pattern.DOTALL);

        private final String yamlName;

        KubeadmVersion(String yamlName) {
            this.yamlName = yamlName;
        }

        static KubeadmVersion of(String kubernetesVersion) {
            return minor(kubernetesVersion) >= FIRST_WITH_V1BETA4 ? V1BETA4 : V1BETA3;
        }

        /** 34 for {@code v1.36.4}. */
        static int minor(String kubernetesVersion) {
            Matcher matcher = MINOR.matcher(kubernetesVersion);
            return matcher.matches() ? Integer.parseInt(matcher.group(1)) : Integer.MAX_VALUE;
        }

        /** A document as YAML in this version. */
        String written(Map<String, Object> document) {
            Map<String, Object> versioned = new LinkedHashMap<>(document);
            if (GROUP.equals(document.get("apiVersion"))) {
                versioned.put("apiVersion", GROUP + "/" + yamlName);
            }
            return Serialization.asYaml(inThisForm(versioned)).replaceFirst("^---\n", "");
        }

        private Object inThisForm(Object value) {
            if (value instanceof List<?> list) {
                return list.stream().map(this::inThisForm).toList();
            }
            if (!(value instanceof Map<?, ?> map)) {
                return value;
            }
            Map<String, Object> formed = new LinkedHashMap<>();
            map.forEach((key, inner) -> formed.put(
                    String.valueOf(key), isArguments(key) && this == V1BETA4 ? asList(inner) : inThisForm(inner)));
            return formed;
        }

        static boolean isArguments(Object key) {
            return "extraArgs".equals(key) || "kubeletExtraArgs".equals(key);
        }

        private static Object asList(Object arguments) {
            return arguments instanceof Map<?, ?> map
                    ? map.entrySet().stream()
                            .map(argument -> argument(argument.getKey(), argument.getValue()))
                            .toList()
                    : arguments;
        }

        private static Map<String, Object> argument(Object name, Object value) {
            Map<String, Object> argument = new LinkedHashMap<>();
            argument.put("name", name);
            argument.put("value", String.valueOf(value));
            return argument;
        }
    }
}
