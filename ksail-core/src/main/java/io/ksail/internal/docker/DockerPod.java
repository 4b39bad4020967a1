package io.ksail.internal.docker;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.internal.ConfirmedCreation;
import io.ksail.internal.Versions;
import io.ksail.internal.image.FullName;
import io.ksail.internal.image.ToolImage;
import io.ksail.internal.pod.NodeStorage;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ComputeResource;
import io.ksail.spec.RegistryMirrors;
import io.ksail.spec.ResourceQuantity;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects on the host that run a Docker daemon: a StatefulSet of one privileged pod, whose daemon listens on a Unix
 * socket in the pod and nowhere else.
 *
 * @param spec the cluster whose nodes run in it
 * @param labels the ownership labels that every object carries
 * @param networks the addresses that the daemon gives away
 */
public record DockerPod(ClusterSpec spec, Map<String, String> labels, DockerSubnets networks) {

    /** The environment variable that names another image of the Docker daemon. */
    public static final String IMAGE_VARIABLE = "KSAIL_DOCKER_IMAGE";

    /** The image of the daemon unless another is named. */
    public static final String DEFAULT_IMAGE = Versions.DOCKER_IMAGE;

    /** The container that runs the daemon, and has its client. */
    public static final String CONTAINER = "docker";

    /** The container beside it that a program may listen in for callers from inside the cluster. */
    public static final String TOOLS = "tools";

    /** Does nothing, and ends when it is told to. */
    private static final String IDLE = "trap 'exit 0' TERM; sleep 2147483647 & wait";

    private static final String COMPONENT = "app.kubernetes.io/component";
    private static final String DATA = "docker";
    private static final long SECONDS_TO_END = 1;
    private static final long SECONDS_TO_SAVE = 25;

    /** Copies the labels. */
    public DockerPod {
        labels = Map.copyOf(labels);
    }

    /**
     * The labels by which Services find the pod of a cluster.
     *
     * @param cluster the cluster's name
     * @return a selector
     */
    public static Map<String, String> selector(String cluster) {
        return Map.of("ksail.io/cluster", cluster, COMPONENT, CONTAINER);
    }

    /**
     * The name of the pod in a cluster's namespace, whenever it was made.
     *
     * @param namespace the namespace
     * @return a pod's name
     */
    public static String podName(String namespace) {
        return name(namespace) + "-0";
    }

    private static String name(String namespace) {
        return namespace + "-docker";
    }

    /**
     * The image of the daemon.
     *
     * @return what {@value #IMAGE_VARIABLE} says, else {@value #DEFAULT_IMAGE}
     */
    public static String image() {
        return Optional.ofNullable(System.getenv(IMAGE_VARIABLE))
                .filter(image -> !image.isBlank())
                .orElse(DEFAULT_IMAGE);
    }

    /**
     * Asks the host for the pod, and for what it needs.
     *
     * @param host a client of the host
     */
    public void createOn(KubernetesClient host) {
        ConfirmedCreation.create(host, serviceAccount());
        ConfirmedCreation.create(host, statefulSet());
    }

    /** One without permissions, so that the pod need not wait until the host has made the namespace's default one. */
    private ServiceAccount serviceAccount() {
        return new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(name(spec.namespace()))
                .withNamespace(spec.namespace())
                .withLabels(labels)
                .endMetadata()
                .withAutomountServiceAccountToken(false)
                .build();
    }

    /** Of one pod, which comes again when it is lost. */
    StatefulSet statefulSet() {
        Map<String, String> selector = selector(spec.name().value());
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withName(name(spec.namespace()))
                .withNamespace(spec.namespace())
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withReplicas(1)
                .withServiceName(spec.namespace())
                .withNewSelector()
                .withMatchLabels(selector)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .addToLabels(selector)
                .endMetadata()
                .withSpec(podSpec())
                .endTemplate()
                .withVolumeClaimTemplates(storage().claims())
                .endSpec()
                .build();
    }

    private PodSpec podSpec() {
        return new PodSpecBuilder()
                .withServiceAccountName(name(spec.namespace()))
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(spec.persistence().enabled() ? SECONDS_TO_SAVE : SECONDS_TO_END)
                .withContainers(daemon(), tools())
                .withVolumes(storage().volumes())
                .build();
    }

    private Container daemon() {
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(image())
                .withImagePullPolicy("IfNotPresent")
                .withArgs(arguments())
                // Empty: no TLS, which without a TCP socket has no use.
                .addNewEnv()
                .withName("DOCKER_TLS_CERTDIR")
                .withValue("")
                .endEnv()
                .withNewSecurityContext()
                .withPrivileged(true)
                .endSecurityContext()
                .addNewVolumeMount()
                .withName(DATA)
                .withMountPath("/var/lib/docker")
                .endVolumeMount()
                .withResources(new ResourceRequirementsBuilder()
                        .withRequests(forAllNodes(spec.resources().requests()))
                        .withLimits(forAllNodes(spec.resources().limits()))
                        .build())
                .build();
    }

    /** The daemon's own image may have nothing that listens, and its address is the nodes'. */
    private static Container tools() {
        return new ContainerBuilder()
                .withName(TOOLS)
                .withImage(ToolImage.reference())
                .withImagePullPolicy("IfNotPresent")
                .withCommand("sh", "-c", IDLE)
                .build();
    }

    /** The first word matters: without it the image's entry point opens a TCP socket. */
    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "dockerd",
                "--host=unix:///var/run/docker.sock",
                "--bip=" + networks.bridge(),
                "--default-address-pool=base=%s,size=24".formatted(networks.others())));
        RegistryMirrors mirrors = spec.mirrors();
        Mirrors.ofDockerHub(mirrors).ifPresent(url -> arguments.add("--registry-mirror=" + url));
        mirrors.endpoints().values().stream()
                .filter(url -> "http".equals(url.getScheme()))
                .map(URI::getAuthority)
                .distinct()
                .forEach(registry -> arguments.add("--insecure-registry=" + registry));
        return arguments;
    }

    /** What each node is to have, for all that are in the pod. */
    private Map<String, Quantity> forAllNodes(Map<ComputeResource, ResourceQuantity> each) {
        int nodes = spec.controlPlanes() + spec.workers();
        Map<String, Quantity> all = new LinkedHashMap<>();
        each.forEach((resource, quantity) ->
                all.put(resource.yamlName(), nodes == 1 ? Quantity.parse(quantity.value()) : times(nodes, quantity)));
        return all;
    }

    private static Quantity times(int count, ResourceQuantity quantity) {
        return Quantity.parse(quantity.amount()
                .multiply(BigDecimal.valueOf(count))
                .stripTrailingZeros()
                .toPlainString());
    }

    /** The daemon's own directory: images and containers. */
    private NodeStorage storage() {
        return new NodeStorage(spec.persistence(), DATA);
    }

    /** Where a Docker daemon gets images from: it knows mirrors of Docker Hub only, so those of others are asked by name. */
    static final class Mirrors {

        private static final String DOCKER_HUB = "docker.io";

        private Mirrors() {}

        /** What the daemon is started with; it takes none that has a path. */
        static Optional<URI> ofDockerHub(RegistryMirrors mirrors) {
            return of(DOCKER_HUB, mirrors).filter(url -> path(url).isEmpty());
        }

        /**
         * The name under which a mirror has an image.
         *
         * @return empty where the daemon asks the mirror by itself, or there is none
         */
        static Optional<String> nameAtMirror(String image, RegistryMirrors mirrors) {
            String full = FullName.of(image);
            String registry = full.substring(0, full.indexOf('/'));
            if (registry.equals(DOCKER_HUB) && ofDockerHub(mirrors).isPresent()) {
                return Optional.empty();
            }
            return of(registry, mirrors).map(url -> url.getAuthority() + path(url) + full.substring(full.indexOf('/')));
        }

        private static String path(URI url) {
            return url.getPath() == null ? "" : url.getPath().replaceAll("/+$", "");
        }

        private static Optional<URI> of(String registry, RegistryMirrors mirrors) {
            return Optional.ofNullable(mirrors.endpoints().get(registry))
                    .or(() -> Optional.ofNullable(mirrors.endpoints().get("*")));
        }
    }
}
