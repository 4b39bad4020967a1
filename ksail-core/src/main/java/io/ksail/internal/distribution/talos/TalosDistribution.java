package io.ksail.internal.distribution.talos;

import io.ksail.internal.Versions;
import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.distribution.Nodes;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.docker.Docker;
import io.ksail.internal.docker.DockerPod;
import io.ksail.internal.docker.DockerSubnets;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import io.ksail.spec.KubernetesVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Talos: every node is a container of a Docker daemon in one privileged pod, and the official {@code talosctl} of the same
 * version makes the cluster of them.
 */
public final class TalosDistribution implements Distribution {

    static final int API_PORT = 6443;
    static final int TALOS_API_PORT = 50000;

    static final KubernetesVersion DEFAULT_KUBERNETES = new KubernetesVersion(Versions.KUBERNETES);

    private static final String DEFAULT_IMAGE = "ghcr.io/siderolabs/talos:" + Versions.TALOS;

    private static final String NODE = "/talos:";
    private static final String TOOL = "/talosctl:";
    private static final String OFFICIAL_TOOL = "ghcr.io/siderolabs/talosctl:";

    /** Made by {@link java.util.ServiceLoader}. */
    public TalosDistribution() {}

    @Override
    public String name() {
        return DistributionType.TALOS;
    }

    @Override
    public String namespacePrefix() {
        return "ksail-";
    }

    @Override
    public Optional<String> configName() {
        return Optional.of(TalosPatches.FOLDER);
    }

    @Override
    public boolean recognizes(Predicate<String> runs) {
        return runs.test("talos");
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
        return "admin@" + name;
    }

    @Override
    public String nodeImage(ClusterSpec spec) {
        return spec.nodeImage().orElse(DEFAULT_IMAGE);
    }

    /** The tool of the same version, which lies beside the nodes' image when that is called as the official one. */
    static String toolImageFor(String nodeImage) {
        int name = nodeImage.lastIndexOf(NODE);
        return name < 0
                ? OFFICIAL_TOOL + TalosVersion.ofImage(nodeImage).tag()
                : nodeImage.substring(0, name)
                        + TOOL
                        + TalosVersion.ofImage(nodeImage).tag();
    }

    static KubernetesVersion kubernetes(ClusterSpec spec) {
        return spec.kubernetesVersion().orElse(DEFAULT_KUBERNETES);
    }

    @Override
    public ClusterSpec resolve(ClusterSpec spec) {
        TalosVersion.ofImage(nodeImage(spec)).requireFor(kubernetes(spec));
        TalosPatches.of(spec.configFiles());
        return spec;
    }

    @Override
    public Nodes start(StartRequest request) {
        ClusterSpec spec = request.spec();
        DockerSubnets networks = DockerSubnets.avoiding(request.taken());
        new DockerPod(spec, request.labels(), networks).createOn(request.host());
        List<TalosNode> nodes = TalosNode.all(spec.name(), spec.controlPlanes(), spec.workers(), networks::node);
        return nodes(request, nodes, networks);
    }

    private TalosNodes nodes(StartRequest request, List<TalosNode> nodes, DockerSubnets networks) {
        Docker docker = new Docker(request.host(), request.namespace());
        Talosctl talosctl = new Talosctl(docker, toolImageFor(nodeImage(request.spec())));
        TalosStart start = new TalosStart(request, nodeImage(request.spec()), nodes, networks, talosctl);
        return new TalosNodes(request, talosctl, Optional.of(start));
    }

    @Override
    public Nodes running(StartRequest request) {
        Docker docker = new Docker(request.host(), request.namespace());
        return new TalosNodes(request, new Talosctl(docker, toolImageFor(nodeImage(request.spec()))), Optional.empty());
    }
}
