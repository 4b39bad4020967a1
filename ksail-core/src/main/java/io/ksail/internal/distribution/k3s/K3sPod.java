package io.ksail.internal.distribution.k3s;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.ksail.internal.Versions;
import io.ksail.internal.pod.NodeStorage;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ComputeResource;
import io.ksail.spec.KubernetesVersion;
import io.ksail.spec.NodeResources;
import io.ksail.spec.ResourceQuantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pod of a node, server or agent alike. */
final class K3sPod {

    static final String CONTAINER = "k3s";
    static final String TOKEN_KEY = "token";
    static final String REGISTRIES_KEY = "registries.yaml";

    static final String PASSWORD_KEY = "node-password";

    static final String REGISTRIES_PATH = "/etc/rancher/k3s/registries.yaml";
    private static final String PASSWORD_PATH = "/etc/rancher/node/password";
    private static final String DATA = "k3s";
    private static final String DATA_PATH = "/var/lib/rancher/k3s";
    private static final String FROM_SECRET = "secret";
    private static final long SECONDS_TO_END = 1;
    private static final long SECONDS_TO_SAVE = 5;

    private final ClusterSpec spec;
    private final String image;
    private final String secretName;

    /**
     * The pod of a node.
     *
     * @param spec what is wanted
     * @param image the image it runs
     * @param secretName the Secret that holds the token and the mirrors, and the ServiceAccount of the same name
     */
    K3sPod(ClusterSpec spec, String image, String secretName) {
        this.spec = spec;
        this.image = image;
        this.secretName = secretName;
    }

    /** Of a server or agent that knows by its arguments what to do. */
    PodSpec running(List<String> arguments) {
        return new PodSpecBuilder()
                .withServiceAccountName(secretName)
                // The node of a nested cluster has no business with the host's API.
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                // Where nothing is kept there is nothing to save, and nobody should wait for it to go.
                .withTerminationGracePeriodSeconds(spec.persistence().enabled() ? SECONDS_TO_SAVE : SECONDS_TO_END)
                .withContainers(container(arguments).build())
                .withVolumes(volumes())
                .build();
    }

    /** Of the only node. */
    PodSpec running(List<String> arguments, LoneNode lone) {
        return running(arguments)
                .edit()
                .withContainers(
                        container(arguments).withLifecycle(lone.network()).build())
                .build();
    }

    /** Of one of several servers. */
    PodSpec running(List<String> arguments, Membership membership) {
        return running(arguments)
                .edit()
                .withInitContainers(membership.settling(image, mount(DATA, DATA_PATH)))
                .withContainers(container(arguments)
                        .addToVolumeMounts(membership.configuration())
                        .build())
                .addAllToVolumes(membership.volumes())
                .build();
    }

    /** The image's own entry point, no shell around it: K3s arranges its cgroups only when it is PID 1. */
    private ContainerBuilder container(List<String> arguments) {
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                .withArgs(arguments)
                .addNewEnv()
                .withName("K3S_TOKEN")
                .withNewValueFrom()
                .withNewSecretKeyRef(TOKEN_KEY, secretName, false)
                .endValueFrom()
                .endEnv()
                .withNewSecurityContext()
                .withPrivileged(true)
                .endSecurityContext()
                .withVolumeMounts(mounts())
                .withResources(resources());
    }

    private ResourceRequirements resources() {
        NodeResources wanted = spec.resources();
        return new ResourceRequirementsBuilder()
                .withRequests(quantities(wanted.requests()))
                .withLimits(quantities(wanted.limits()))
                .build();
    }

    /** What kubelets have to be told; nothing for an image of the user's: what is in it is not known. */
    static List<String> kubeletArguments(ClusterSpec spec) {
        KubernetesVersion version = spec.kubernetesVersion().orElse(K3sDistribution.DEFAULT_VERSION);
        return spec.nodeImage().isEmpty() && version.minor() >= Versions.FIRST_WITHOUT_CGROUP_V1
                ? List.of(Versions.K3S_CGROUP_V1)
                : List.of();
    }

    /** As in the Kubernetes API, as texts. */
    static Map<String, Object> quantities(NodeResources wanted) {
        Map<String, Object> resources = new LinkedHashMap<>();
        putTexts(resources, "requests", wanted.requests());
        putTexts(resources, "limits", wanted.limits());
        return resources;
    }

    private static void putTexts(
            Map<String, Object> resources, String key, Map<ComputeResource, ResourceQuantity> wanted) {
        if (!wanted.isEmpty()) {
            Map<String, String> texts = new LinkedHashMap<>();
            wanted.forEach((resource, quantity) -> texts.put(resource.yamlName(), quantity.value()));
            resources.put(key, texts);
        }
    }

    private static Map<String, Quantity> quantities(Map<ComputeResource, ResourceQuantity> wanted) {
        Map<String, Quantity> quantities = new LinkedHashMap<>();
        wanted.forEach((resource, quantity) -> quantities.put(resource.yamlName(), Quantity.parse(quantity.value())));
        return quantities;
    }

    /** K3s's own directory, which holds etcd, the certificates and the images. */
    private NodeStorage storage() {
        return new NodeStorage(spec.persistence(), DATA);
    }

    List<PersistentVolumeClaim> claims() {
        return storage().claims();
    }

    /** Kubelet's and containerd's directories have to be the node's disk: overlay on overlay fails. */
    private List<Volume> volumes() {
        List<Volume> volumes = new ArrayList<>(List.of(
                NodeStorage.onDisk("kubelet"),
                inMemory("run"),
                new VolumeBuilder()
                        .withName(FROM_SECRET)
                        .withNewSecret()
                        .withSecretName(secretName)
                        .endSecret()
                        .build()));
        volumes.addAll(storage().volumes());
        return volumes;
    }

    /** A node that comes back as a new pod is known again by its password, which K3s would otherwise keep in the old one. */
    private List<VolumeMount> mounts() {
        List<VolumeMount> mounts = new ArrayList<>(List.of(
                mount(DATA, DATA_PATH),
                mount("kubelet", "/var/lib/kubelet"),
                mount("run", "/run"),
                fromSecret(PASSWORD_KEY, PASSWORD_PATH)));
        if (!spec.mirrors().isEmpty()) {
            mounts.add(fromSecret(REGISTRIES_KEY, REGISTRIES_PATH));
        }
        return mounts;
    }

    static VolumeMount fromSecret(String key, String path) {
        return new VolumeMountBuilder()
                .withName(FROM_SECRET)
                .withMountPath(path)
                .withSubPath(key)
                .withReadOnly(true)
                .build();
    }

    private static Volume inMemory(String name) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .withMedium("Memory")
                .endEmptyDir()
                .build();
    }

    private static VolumeMount mount(String name, String path) {
        return new VolumeMountBuilder().withName(name).withMountPath(path).build();
    }

    /**
     * How one of several servers finds the others. A server that comes back as a new pod has another address and no
     * data, and K3s does not take it for the member that it was: the one that began the cluster would begin another
     * one, the others end with "duplicate node name found". So before K3s starts, whoever finds the cluster's
     * kubeconfig removes the Node of its name, and with it the member of etcd, and then joins the others like a new
     * one.
     *
     * @param firstStart the line of K3s' configuration for a server that finds no cluster
     * @param others where the host's pods reach servers that are not in this pod
     * @param kubeconfig the Secret that holds the cluster's kubeconfig as soon as there is a cluster
     */
    record Membership(String firstStart, String others, String kubeconfig) {

        private static final String CONFIGURATION = "membership";
        private static final String KNOWN = "known-cluster";
        private static final String CONFIGURATION_PATH = "/etc/rancher/k3s/config.yaml.d";
        private static final String KNOWN_PATH = "/run/ksail";

        /** The certificate of a server is for this name, whatever address it is reached at. */
        private static final String NAME_IN_CERTIFICATE = "kubernetes";

        private static final String SETTLE = """
                conf=%s/membership.yaml
                known=%s/kubeconfig.yaml
                if [ ! -s $known ]; then
                  echo "$FIRST_START" > $conf
                  exit
                fi
                echo "there is a cluster already: joining it anew as $NODE_NAME"
                until kubectl --kubeconfig $known --server="$OTHERS" --tls-server-name=%s delete node "$NODE_NAME" \\
                  --ignore-not-found --timeout=60s; do
                  sleep 1
                done
                rm -rf /var/lib/rancher/k3s/server/db
                echo "server: $OTHERS" > $conf
                """.formatted(CONFIGURATION_PATH, KNOWN_PATH, NAME_IN_CERTIFICATE);

        /** Runs before K3s, in every new pod; a container that is started again in its pod keeps what was settled. */
        Container settling(String image, VolumeMount data) {
            return new ContainerBuilder()
                    .withName("membership")
                    .withImage(image)
                    .withImagePullPolicy("IfNotPresent")
                    .withCommand("sh", "-ec", SETTLE)
                    .addNewEnv()
                    .withName("NODE_NAME")
                    .withNewValueFrom()
                    .withNewFieldRef("v1", "metadata.name")
                    .endValueFrom()
                    .endEnv()
                    .addNewEnv()
                    .withName("FIRST_START")
                    .withValue(firstStart)
                    .endEnv()
                    .addNewEnv()
                    .withName("OTHERS")
                    .withValue(others)
                    .endEnv()
                    .withVolumeMounts(
                            configuration(),
                            data,
                            new VolumeMountBuilder()
                                    .withName(KNOWN)
                                    .withMountPath(KNOWN_PATH)
                                    .withReadOnly(true)
                                    .build())
                    .build();
        }

        VolumeMount configuration() {
            return new VolumeMountBuilder()
                    .withName(CONFIGURATION)
                    .withMountPath(CONFIGURATION_PATH)
                    .build();
        }

        List<Volume> volumes() {
            return List.of(
                    new VolumeBuilder()
                            .withName(CONFIGURATION)
                            .withNewEmptyDir()
                            .endEmptyDir()
                            .build(),
                    new VolumeBuilder()
                            .withName(KNOWN)
                            .withNewSecret()
                            .withSecretName(kubeconfig)
                            .withOptional(true)
                            .endSecret()
                            .build());
        }
    }
}
