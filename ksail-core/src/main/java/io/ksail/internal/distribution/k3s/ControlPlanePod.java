package io.ksail.internal.distribution.k3s;

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
import io.ksail.spec.NodeResources;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The pod of a control plane that no node belongs to: K3s' server without an agent. It needs no privileges and no root, and
 * keeps to what Kubernetes' Pod Security calls {@code restricted}.
 */
final class ControlPlanePod {

    /** Nobody's, by custom. */
    private static final long USER = 65_534;

    static final String USERS_KEY = "passwd";

    /** BusyBox runs servers only for users that have a name. */
    static final String USERS = "ksail:x:%1$d:%1$d::/tmp:/bin/sh\n".formatted(USER);

    private static final String DATA_PATH = "/var/lib/rancher/k3s";

    /** Where K3s writes; the image itself stays as it is. */
    private static final List<String> WRITTEN = List.of(DATA_PATH, "/etc/rancher", "/run", "/tmp");

    /** What would need a node: the pods of K3s' own add-ons, and what connects pods. */
    private static final List<String> ARGUMENTS = List.of(
            "--disable-agent",
            "--data-dir=" + DATA_PATH,
            "--disable=coredns,local-storage,servicelb",
            "--disable-cloud-controller",
            "--disable-helm-controller",
            "--disable-kube-proxy",
            "--disable-network-policy",
            "--flannel-backend=none");

    /** On real K3s it holds some 210 MiB, and more with many definitions. */
    private static final ResourceRequirements RESOURCES = new ResourceRequirementsBuilder()
            .addToRequests("memory", Quantity.parse("256Mi"))
            .addToLimits("memory", Quantity.parse("1Gi"))
            .build();

    private final K3sPod pod;
    private final NodeResources resources;

    /**
     * Of a control plane.
     *
     * @param pod that of a node, which knows image and token
     * @param resources what the user asks for
     */
    ControlPlanePod(K3sPod pod, NodeResources resources) {
        this.pod = pod;
        this.resources = resources;
    }

    PodSpec running(List<String> arguments) {
        PodSpec node = pod.running(
                Stream.concat(arguments.stream(), ARGUMENTS.stream()).toList());
        Container container = new ContainerBuilder(node.getContainers().get(0))
                .addNewEnv()
                .withName("HOME")
                .withValue("/tmp")
                .endEnv()
                .addNewEnv()
                .withName("K3S_KUBECONFIG_OUTPUT")
                .withValue("/etc/rancher/k3s/k3s.yaml")
                .endEnv()
                // A fifth less memory: seen on real K3s.
                .addNewEnv()
                .withName("GOGC")
                .withValue("50")
                .endEnv()
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .addToDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .withVolumeMounts(mounts())
                .withResources(
                        resources.equals(NodeResources.DEFAULT)
                                ? RESOURCES
                                : node.getContainers().get(0).getResources())
                .build();
        return new PodSpecBuilder(node)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withFsGroup(USER)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withContainers(container)
                .withVolumes(volumes(node))
                .build();
    }

    private static List<Volume> volumes(PodSpec node) {
        return Stream.concat(
                        node.getVolumes().stream().filter(volume -> volume.getSecret() != null),
                        WRITTEN.stream().map(path -> new VolumeBuilder()
                                .withName(nameOf(path))
                                .withNewEmptyDir()
                                .endEmptyDir()
                                .build()))
                .toList();
    }

    private static List<VolumeMount> mounts() {
        List<VolumeMount> mounts = new ArrayList<>(WRITTEN.stream()
                .map(path -> new VolumeMountBuilder()
                        .withName(nameOf(path))
                        .withMountPath(path)
                        .build())
                .toList());
        mounts.add(K3sPod.fromSecret(USERS_KEY, "/etc/passwd"));
        return mounts;
    }

    private static String nameOf(String path) {
        return path.substring(1).replace('/', '-');
    }
}
