package io.ksail.internal.distribution.k3s;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.namespace.ResourceRef;
import io.ksail.spec.Cidr;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.Persistence;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The object by which the operator k3k is asked for a cluster.
 *
 * @param request what is wanted
 * @param version the version of K3s, as the tag of its image
 */
record K3kCluster(StartRequest request, String version) {

    static final String GROUP = "k3k.io";
    static final String VERSION = "v1beta1";
    static final String PLURAL = "clusters";
    static final String GROUP_VERSION = GROUP + "/" + VERSION;

    static final ResourceDefinitionContext TYPE = new ResourceDefinitionContext.Builder()
            .withGroup(GROUP)
            .withVersion(VERSION)
            .withKind("Cluster")
            .withPlural(PLURAL)
            .withNamespaced(true)
            .build();

    /** The operator's default is the tenth address of a range that is not ours. */
    private static final int DNS = 10;

    static ResourceRef guarded(ClusterSpec spec) {
        return new ResourceRef(GROUP, VERSION, PLURAL, spec.name().value());
    }

    GenericKubernetesResource object() {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(GROUP_VERSION)
                .withKind("Cluster")
                .withNewMetadata()
                .withName(request.spec().name().value())
                .withNamespace(request.namespace())
                .withLabels(request.labels())
                .endMetadata()
                .addToAdditionalProperties("spec", spec())
                .build();
    }

    private Map<String, Object> spec() {
        ClusterSpec wanted = request.spec();
        Cidr services = wanted.networks().services().values().get(0);
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("mode", "virtual");
        spec.put("version", version);
        spec.put("servers", wanted.controlPlanes());
        spec.put("agents", wanted.workers());
        spec.put("clusterCIDR", wanted.networks().pods().toString());
        spec.put("serviceCIDR", wanted.networks().services().toString());
        spec.put("clusterDNS", addressIn(services));
        spec.put("tlsSANs", request.sans());
        spec.put("persistence", persistence(wanted.persistence()));
        spec.put("serverArgs", serverArguments(wanted));
        spec.put("agentArgs", K3sPod.kubeletArguments(wanted));
        Map<String, Object> resources = K3sPod.quantities(wanted.resources());
        if (!resources.isEmpty()) {
            spec.put("serverResources", resources);
            spec.put("workerResources", resources);
        }
        if (!wanted.mirrors().isEmpty()) {
            spec.put("secretMounts", List.of(registries("server"), registries("agent")));
        }
        return spec;
    }

    /**
     * One text. The operator puts its list into a shell script: into the command line up to 1.0, in quotes from 1.2 on, and
     * in 1.1 behind {@code EXTRA_ARGS=}, where whatever follows the first blank is lost, and nobody is told.
     */
    private static List<String> serverArguments(ClusterSpec wanted) {
        List<String> arguments = new ArrayList<>(List.of("--disable=traefik", "--disable=metrics-server"));
        arguments.addAll(K3sPod.kubeletArguments(wanted));
        arguments.addAll(wanted.serverArguments());
        return List.of(String.join("${IFS}", arguments));
    }

    private static Map<String, Object> persistence(Persistence wanted) {
        Map<String, Object> persistence = new LinkedHashMap<>();
        persistence.put("type", wanted.enabled() ? "dynamic" : "ephemeral");
        if (wanted.enabled()) {
            persistence.put("storageRequestSize", wanted.size().value());
            wanted.storageClassName().ifPresent(name -> persistence.put("storageClassName", name));
        }
        return persistence;
    }

    /** The Secret of our own that holds the mirrors of the nodes' containerd. */
    private Map<String, String> registries(String role) {
        return Map.of(
                "secretName",
                K3sManifests.serverName(request),
                "mountPath",
                K3sPod.REGISTRIES_PATH,
                "subPath",
                K3sPod.REGISTRIES_KEY,
                "role",
                role);
    }

    private static String addressIn(Cidr cidr) {
        try {
            byte[] address =
                    InetAddress.getByName(cidr.value().replaceAll("/.*", "")).getAddress();
            address[address.length - 1] += DNS;
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
