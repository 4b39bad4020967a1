package io.ksail.internal.distribution.talos;

import io.ksail.image.ImageSource;
import io.ksail.internal.diagnosis.NamespaceWatch;
import io.ksail.internal.distribution.MachineApi;
import io.ksail.internal.distribution.NodeContainer;
import io.ksail.internal.distribution.Nodes;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.docker.DaemonLife;
import io.ksail.internal.docker.DaemonMemory;
import io.ksail.internal.docker.Docker;
import io.ksail.internal.docker.DockerPod;
import io.ksail.internal.image.Containerd;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The nodes of one Talos cluster, reached by exec through the host's API. */
final class TalosNodes implements Nodes {

    /** Of the containerd that runs pods; Talos has another one for itself. */
    private static final String CONTAINERD = "/run/containerd/containerd.sock";

    private final StartRequest request;
    private final Talosctl talosctl;
    private final Docker docker;
    private final Optional<TalosStart> start;

    /**
     * The nodes of one cluster.
     *
     * @param start what makes them; empty when they have been made before
     */
    TalosNodes(StartRequest request, Talosctl talosctl, Optional<TalosStart> start) {
        this.request = request;
        this.talosctl = talosctl;
        this.docker = talosctl.docker();
        this.start = start;
    }

    @Override
    public CompletableFuture<String> adminKubeconfig(NamespaceWatch watch) {
        TalosStart steps = start.orElseThrow();
        return new DaemonLife(docker, watch).during(steps::run);
    }

    @Override
    public int loadImages(ImageSource images) {
        List<Containerd> nodes = docker.run(
                        "listing the nodes", "ps", "--filter=label=talos.owned=true", "--format={{.Names}}")
                .lines()
                .sorted()
                .map(node -> docker.containerdAt(node, CONTAINERD))
                .toList();
        return Containerd.load(images, nodes);
    }

    @Override
    public Optional<NodeContainer> reachedFromInside() {
        return Optional.of(new NodeContainer(
                request.host(), request.namespace(), DockerPod.podName(request.namespace()), DockerPod.TOOLS));
    }

    @Override
    public Optional<MachineApi> machineApi() {
        return Optional.of(new TalosApi(talosctl));
    }

    @Override
    public String report() {
        return Stream.concat(
                        new DaemonMemory(docker).report().stream(),
                        start.stream().map(steps -> new TalosReport(talosctl).of(steps.nodes())))
                .collect(Collectors.joining("\n"));
    }
}
