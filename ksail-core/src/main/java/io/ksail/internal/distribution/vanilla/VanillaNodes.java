package io.ksail.internal.distribution.vanilla;

import io.ksail.image.ImageSource;
import io.ksail.internal.diagnosis.NamespaceWatch;
import io.ksail.internal.distribution.NodeContainer;
import io.ksail.internal.distribution.Nodes;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.docker.DaemonLife;
import io.ksail.internal.docker.Docker;
import io.ksail.internal.docker.DockerPod;
import io.ksail.internal.image.Containerd;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The nodes of one Vanilla cluster, reached through the Docker daemon in their pod. */
record VanillaNodes(Docker docker, NodeList list, ClusterStart start) implements Nodes {

    @Override
    public CompletableFuture<String> adminKubeconfig(NamespaceWatch watch) {
        return new DaemonLife(docker, watch).during(start::run);
    }

    @Override
    public int loadImages(ImageSource images) {
        return Containerd.load(
                images,
                list.nodes().stream()
                        .map(node -> docker.containerd(node.name()))
                        .toList());
    }

    @Override
    public Optional<NodeContainer> reachedFromInside() {
        StartRequest request = start.request();
        return Optional.of(new NodeContainer(
                request.host(), request.namespace(), DockerPod.podName(request.namespace()), DockerPod.TOOLS));
    }

    @Override
    public String report() {
        return Stream.concat(new DaemonLife.Memory(docker).report().stream(), start.nodesMessage().stream())
                .collect(Collectors.joining("\n"));
    }
}
