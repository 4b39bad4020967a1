package io.ksail.internal.distribution.vcluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.chart.ChartInstaller;
import io.ksail.chart.ChartRelease;
import io.ksail.internal.Causes;
import io.ksail.internal.Versions;
import io.ksail.internal.chart.ClientKubeconfig;
import io.ksail.internal.chart.ClusterScopedResources;
import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.distribution.Nodes;
import io.ksail.internal.distribution.SecretKubeconfig;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.distribution.vcluster.VClusterValues.VClusterImage;
import io.ksail.internal.host.RequiredPermissions;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import io.ksail.spec.InvalidSpecException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** VCluster, by Helm: one pod without privileges is the control plane, and the host's nodes run the pods. */
public final class VClusterDistribution implements Distribution {

    private static final Logger LOG = LoggerFactory.getLogger(VClusterDistribution.class);

    static final String CHART = "vcluster";
    static final String REPOSITORY = "https://charts.loft.sh";

    static final String IMAGE = "ghcr.io/loft-sh/vcluster-oss";

    private static final int API_PORT = 8443;

    /** What the chart can make outside of its namespace: for values that have the control plane look beyond it. */
    private static final Set<ClusterScopedResources.Kind> BELONGINGS =
            Set.of(ClusterScopedResources.Kind.CLUSTER_ROLE, ClusterScopedResources.Kind.CLUSTER_ROLE_BINDING);

    /** Made by {@link java.util.ServiceLoader}. */
    public VClusterDistribution() {}

    @Override
    public String name() {
        return DistributionType.VCLUSTER;
    }

    @Override
    public String namespacePrefix() {
        return "vcluster-";
    }

    @Override
    public Optional<String> configName() {
        return Optional.of(VClusterValues.CONFIG);
    }

    @Override
    public Set<String> operatorNamespaces() {
        return Set.of("vcluster-system", "vcluster-platform");
    }

    @Override
    public int apiPort() {
        return API_PORT;
    }

    @Override
    public Map<String, String> apiSelector(ClusterName name) {
        return Map.of("app", "vcluster", "release", name.value());
    }

    @Override
    public String context(ClusterName name) {
        return "vcluster-" + name;
    }

    @Override
    public String nodeImage(ClusterSpec spec) {
        return VClusterImage.of(spec).toString();
    }

    @Override
    public boolean needsPrivilegedPods(ClusterSpec spec) {
        return false;
    }

    @Override
    public boolean hasOwnNetworks() {
        return false;
    }

    /** Nodes are there as long as pods are on them. */
    @Override
    public int expectedNodes(ClusterSpec spec) {
        return 0;
    }

    /** Pods of its users run beside its own. */
    @Override
    public boolean isNode(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels == null || !labels.containsKey("vcluster.loft.sh/managed-by");
    }

    @Override
    public Optional<SecretKubeconfig> kubeconfigSecret(String cluster) {
        return Optional.of(secret(cluster));
    }

    static SecretKubeconfig secret(String cluster) {
        return new SecretKubeconfig("vc-" + cluster, "config");
    }

    @Override
    public RequiredPermissions permissions(ClusterSpec spec, String hostVersion) {
        VClusterPermissions its = new VClusterPermissions(spec);
        return RequiredPermissions.toCreate(spec, its.toInstall())
                .with("vcluster", List.of(), its.toGrant(hostVersion));
    }

    @Override
    public List<String> knownVersions() {
        return Versions.VCLUSTER_PATCHES;
    }

    @Override
    public ClusterSpec resolve(ClusterSpec spec) {
        if (spec.workers() > 0 || spec.controlPlanes() > 1) {
            throw new InvalidSpecException(
                    "The VCluster '%s' can't have %d control planes and %d workers"
                            .formatted(spec.name(), spec.controlPlanes(), spec.workers()),
                    "it has one control plane, and its pods run on the host's own nodes",
                    "leave both out; replicas of its control plane are set in vcluster.yaml");
        }
        if (spec.networks().podCidr().isPresent()
                || spec.networks().serviceCidr().isPresent()) {
            throw new InvalidSpecException(
                    "The VCluster '%s' can't have networks of its own".formatted(spec.name()),
                    "its pods and Services have addresses of the host",
                    "leave podCidr and serviceCidr out");
        }
        VClusterValues.require(spec);
        ChartInstaller.find(release(spec));
        return spec;
    }

    static ChartRelease release(ClusterSpec spec) {
        return ChartRelease.chosen(spec.name().value(), spec.chart(), CHART, REPOSITORY, Versions.VCLUSTER_CHART)
                .withNamespace(spec.namespace())
                .withoutWaiting();
    }

    @Override
    public Nodes start(StartRequest request) {
        ChartRelease release = release(request.spec());
        try (VClusterValues values = VClusterValues.written(request)) {
            ChartInstaller.find(release)
                    .install(
                            values.of(release),
                            ClientKubeconfig.of(request.host()),
                            request.deadline().remaining(),
                            request.failure());
        }
        Optional.ofNullable(request.host()
                        .namespaces()
                        .withName(request.namespace())
                        .get())
                .ifPresent(namespace -> bindToNamespace(request.host(), namespace));
        return running(request);
    }

    @Override
    public Nodes running(StartRequest request) {
        return new VClusterNodes(request);
    }

    /** What the release has outside of the namespace goes with it, whoever deletes it. */
    @Override
    public void bindToNamespace(KubernetesClient host, Namespace namespace) {
        try {
            String release = namespace.getMetadata().getLabels().get("ksail.io/cluster");
            int bound = new ClusterScopedResources(host, namespace, release, BELONGINGS).bind();
            LOG.debug(
                    "namespace {}: {} objects outside of it belong to it",
                    namespace.getMetadata().getName(),
                    bound);
        } catch (KubernetesClientException e) {
            if (Causes.nobodyAnswered(e)) {
                throw e;
            }
            LOG.warn(
                    "namespace {}: what its Helm release has outside of it may stay when it is deleted: {}",
                    namespace.getMetadata().getName(),
                    Causes.message(e));
        }
    }
}
