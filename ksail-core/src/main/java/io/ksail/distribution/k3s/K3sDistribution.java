package io.ksail.distribution.k3s;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.distribution.Distribution;
import io.ksail.distribution.Nodes;
import io.ksail.distribution.StartRequest;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.KubernetesVersion;
import java.util.Map;

/** K3s: control plane and node in one privileged pod. */
public final class K3sDistribution implements Distribution {

    /** The version used when none is asked for: the newest one this release is tested with. */
    static final KubernetesVersion DEFAULT_VERSION = new KubernetesVersion("v1.34.4+k3s1");

    static final String REPOSITORY = "rancher/k3s";
    static final int API_PORT = 6443;

    /** Made by {@link java.util.ServiceLoader}. */
    public K3sDistribution() {}

    @Override
    public DistributionType type() {
        return DistributionType.K3S;
    }

    @Override
    public int apiPort() {
        return API_PORT;
    }

    @Override
    public Map<String, String> apiSelector(ClusterName name) {
        return podLabels(name, "server");
    }

    /** How k3k labels the pods of a cluster, by what they are: {@code server} or {@code agent}. */
    static Map<String, String> podLabels(ClusterName name, String role) {
        return Map.of("cluster", name.value(), "role", role);
    }

    @Override
    public String context(ClusterName name) {
        return "k3k-" + name;
    }

    @Override
    public String nodeImage(ClusterSpec spec) {
        return spec.nodeImage().orElseGet(() -> {
            KubernetesVersion version = spec.kubernetesVersion().orElse(DEFAULT_VERSION);
            return REPOSITORY + ":" + version.tag() + (version.hasSuffix() ? "" : "-k3s1");
        });
    }

    @Override
    public void requireSupported(ClusterSpec spec) {
        if (spec.controlPlanes() > 1) {
            throw new InvalidSpecException(
                    "Cluster '%s' can't be had as it is asked for".formatted(spec.name()),
                    "this version's K3s does not have more than one control plane (controlPlanes: %d)"
                            .formatted(spec.controlPlanes()),
                    "leave that out");
        }
    }

    @Override
    public Nodes start(StartRequest request) {
        K3sManifests manifests = new K3sManifests(
                request, nodeImage(request.spec()), apiSelector(request.spec().name()));
        KubernetesClient host = request.host();
        host.resource(manifests.serviceAccount()).create();
        host.resource(manifests.secret()).create();
        host.resource(manifests.servers()).create();
        if (request.spec().workers() > 0) {
            host.resource(manifests.agents(apiAddressOnHost(request))).create();
        }
        return new K3sNodes(host, request.namespace(), manifests.serverPodName(), manifests.agentPodNames());
    }

    /** The Service's own address, which needs no DNS of the host, and is in the certificate like every other one. */
    private static String apiAddressOnHost(StartRequest request) {
        return request.host()
                .services()
                .inNamespace(request.namespace())
                .withName(request.namespace())
                .get()
                .getSpec()
                .getClusterIP();
    }
}
