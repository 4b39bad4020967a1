package io.ksail.internal.distribution.vanilla;

import io.ksail.internal.ConfirmedCreation;
import io.ksail.internal.Versions;
import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.distribution.Nodes;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.distribution.vanilla.KindConfig.PublishedPorts;
import io.ksail.internal.docker.Docker;
import io.ksail.internal.docker.DockerPod;
import io.ksail.internal.docker.DockerSubnets;
import io.ksail.spec.Cidrs;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.KubernetesVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Vanilla: all nodes are containers in one privileged pod, made to a cluster by kubeadm as Kind does it. */
public final class VanillaDistribution implements Distribution {

    private static final KubernetesVersion DEFAULT_VERSION = new KubernetesVersion(Versions.KUBERNETES);

    static final String REPOSITORY = "kindest/node";
    static final int API_PORT = 6443;

    /** Made by {@link java.util.ServiceLoader}. */
    public VanillaDistribution() {}

    @Override
    public String name() {
        return DistributionType.VANILLA;
    }

    @Override
    public String namespacePrefix() {
        return "ksail-";
    }

    @Override
    public Optional<String> configName() {
        return Optional.of(KindConfig.FILE);
    }

    /** KSail's own run a daemon in a pod, as those of Talos do. */
    @Override
    public boolean recognizes(Predicate<String> runs) {
        return !runs.test("talos") && Stream.of("kind", "docker", "dind").anyMatch(runs);
    }

    @Override
    public int apiPort() {
        return API_PORT;
    }

    @Override
    public Map<String, String> apiSelector(ClusterName name) {
        return DockerPod.selector(name.value());
    }

    @Override
    public String context(ClusterName name) {
        return "kind-" + name;
    }

    @Override
    public String nodeImage(ClusterSpec spec) {
        return spec.nodeImage()
                .or(() -> spec.kubernetesVersion().isPresent()
                        ? Optional.empty()
                        : KindConfig.of(spec).image())
                .orElseGet(() -> REPOSITORY + ":"
                        + spec.kubernetesVersion().orElse(DEFAULT_VERSION).tag());
    }

    @Override
    public ClusterSpec resolve(ClusterSpec spec) {
        ClusterSpec resolved = KindConfig.of(spec).appliedTo(spec);
        requireIpv4(resolved);
        requireKindsVersion(resolved);
        return resolved;
    }

    private static void requireIpv4(ClusterSpec spec) {
        for (Cidrs networks : List.of(spec.networks().pods(), spec.networks().services())) {
            if (networks.values().stream().anyMatch(cidr -> cidr.isIpv6())) {
                throw new InvalidSpecException(
                        "The network '%s' can't be used with Vanilla".formatted(networks),
                        "its nodes have IPv4 addresses only",
                        "give ranges of IPv4, or use K3s");
            }
        }
    }

    private static void requireKindsVersion(ClusterSpec spec) {
        spec.kubernetesVersion().filter(KubernetesVersion::hasSuffix).ifPresent(version -> {
            throw new InvalidSpecException(
                    "The Kubernetes version '%s' can't be used with Vanilla".formatted(version),
                    "Kind's node images are of upstream versions, without a suffix",
                    "write it like 1.36 or 1.36.4");
        });
    }

    @Override
    public Nodes start(StartRequest request) {
        DockerSubnets networks = DockerSubnets.avoiding(request.taken());
        new DockerPod(request.spec(), request.labels(), networks).createOn(request.host());
        KindConfig config = KindConfig.of(request.spec());
        new PublishedPorts(request, config)
                .service()
                .ifPresent(service -> ConfirmedCreation.create(request.host(), service));
        Docker docker = new Docker(request.host(), request.namespace());
        NodeList nodes = NodeList.of(request.spec(), config, nodeImage(request.spec()), networks);
        return new VanillaNodes(docker, nodes, new ClusterStart(docker, request, config, nodes));
    }

    @Override
    public Nodes running(StartRequest request) {
        DockerSubnets unknown = DockerSubnets.avoiding(request.taken());
        KindConfig config = KindConfig.of(request.spec());
        NodeList nodes = NodeList.of(request.spec(), config, nodeImage(request.spec()), unknown);
        Docker docker = new Docker(request.host(), request.namespace());
        return new VanillaNodes(docker, nodes, new ClusterStart(docker, request, config, nodes));
    }
}
