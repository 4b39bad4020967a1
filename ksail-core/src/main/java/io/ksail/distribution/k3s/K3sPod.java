package io.ksail.distribution.k3s;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ComputeResource;
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

    private static final String REGISTRIES_PATH = "/etc/rancher/k3s/registries.yaml";

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

    PodSpec running(List<String> arguments) {
        return new PodSpecBuilder()
                .withServiceAccountName(secretName)
                // The node of a nested cluster has no business with the host's API.
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                // Ephemeral: there is nothing to save, and nobody should wait for it to go.
                .withTerminationGracePeriodSeconds(1L)
                .withContainers(container(arguments))
                .withVolumes(volumes())
                .build();
    }

    /** The image's own entry point, no shell around it: K3s arranges its cgroups only when it is PID 1. */
    private Container container(List<String> arguments) {
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
                .withResources(resources())
                .build();
    }

    private ResourceRequirements resources() {
        NodeResources wanted = spec.resources();
        return new ResourceRequirementsBuilder()
                .withRequests(quantities(wanted.requests()))
                .withLimits(quantities(wanted.limits()))
                .build();
    }

    private static Map<String, Quantity> quantities(Map<ComputeResource, ResourceQuantity> wanted) {
        Map<String, Quantity> quantities = new LinkedHashMap<>();
        wanted.forEach((resource, quantity) -> quantities.put(resource.yamlName(), Quantity.parse(quantity.value())));
        return quantities;
    }

    /** Kubelet's and containerd's directories have to be the node's disk: overlay on overlay fails. */
    private List<Volume> volumes() {
        List<Volume> volumes = new ArrayList<>(List.of(onDisk("k3s"), onDisk("kubelet"), inMemory("run")));
        if (!spec.mirrors().isEmpty()) {
            volumes.add(new VolumeBuilder()
                    .withName("registries")
                    .withNewSecret()
                    .withSecretName(secretName)
                    .endSecret()
                    .build());
        }
        return volumes;
    }

    private List<VolumeMount> mounts() {
        List<VolumeMount> mounts = new ArrayList<>(List.of(
                mount("k3s", "/var/lib/rancher/k3s"), mount("kubelet", "/var/lib/kubelet"), mount("run", "/run")));
        if (!spec.mirrors().isEmpty()) {
            mounts.add(new VolumeMountBuilder()
                    .withName("registries")
                    .withMountPath(REGISTRIES_PATH)
                    .withSubPath(REGISTRIES_KEY)
                    .withReadOnly(true)
                    .build());
        }
        return mounts;
    }

    private static Volume onDisk(String name) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .endEmptyDir()
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
}
