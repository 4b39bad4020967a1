package io.ksail.internal.distribution.vanilla;

import io.ksail.internal.Async;
import io.ksail.internal.Durations;
import io.ksail.internal.Redaction;
import io.ksail.internal.Stopwatch;
import io.ksail.internal.Versions;
import io.ksail.internal.diagnosis.Problem;
import io.ksail.internal.diagnosis.UnrecoverableException;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.docker.Docker;
import io.ksail.internal.docker.DockerException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What makes a cluster of a Docker daemon that answers: images, node containers, kubeadm. */
final class ClusterStart {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterStart.class);

    static final String NETWORK = "kind";

    private final Docker docker;
    private final StartRequest request;
    private final KindConfig config;
    private final NodeList list;
    private final NodeCommands commands;
    private final JoinSecrets secrets = JoinSecrets.random();

    ClusterStart(Docker docker, StartRequest request, KindConfig config, NodeList list) {
        this.docker = docker;
        this.request = request;
        this.config = config;
        this.list = list;
        this.commands = new NodeCommands(docker, request.spec());
    }

    StartRequest request() {
        return request;
    }

    /**
     * Makes the cluster.
     *
     * @param mtu how large packets may be in the pod's network
     * @return the administrator's kubeconfig
     * @throws UnrecoverableException if that fails, with the words of whoever failed
     */
    String run(int mtu) {
        try {
            Stopwatch watch = Stopwatch.started();
            Map<String, String> images = prepare(mtu);
            LOG.debug("the node's image is there after {}", Durations.readable(watch.elapsed()));
            Map<String, String> versions = startNodes(images);
            LOG.debug("the nodes take commands after {}", Durations.readable(watch.elapsed()));
            String admin = init(versions);
            LOG.debug("kubeadm init is done after {}", Durations.readable(watch.elapsed()));
            join(versions, admin);
            return admin;
        } catch (DockerException e) {
            throw new UnrecoverableException(new Problem(withNodesMessage(e), Remedy.of(e.getMessage())));
        }
    }

    private String withNodesMessage(DockerException failure) {
        try {
            String words = String.join("\n", new NodeWords(docker, list).lines());
            return failure.getMessage() + (words.isEmpty() ? "" : "\n" + words);
        } catch (RuntimeException e) {
            LOG.debug("the nodes can't be asked", Redaction.scrubbed(e));
            return failure.getMessage();
        }
    }

    /** Gives the name that the daemon has each image by. */
    private Map<String, String> prepare(int mtu) {
        CompletableFuture<Void> network = Async.begin(() -> {
            docker.network(NETWORK, list.networks(), mtu);
            return null;
        });
        List<String> wanted = Stream.concat(
                        list.nodes().stream().map(VanillaNode::image),
                        list.isBalanced() ? Stream.of(Versions.ENVOY_IMAGE) : Stream.empty())
                .distinct()
                .toList();
        Map<String, String> names = new HashMap<>();
        List<String> pulled = Async.all(wanted.stream()
                .<Supplier<String>>map(
                        image -> () -> docker.pull(image, request.spec().mirrors()))
                .toList());
        for (int i = 0; i < wanted.size(); i++) {
            names.put(wanted.get(i), pulled.get(i));
        }
        Async.end(network);
        return names;
    }

    /** Gives the version of Kubernetes that each node has. */
    private Map<String, String> startNodes(Map<String, String> images) {
        if (list.isBalanced()) {
            new LoadBalancer(list).start(docker, images.get(Versions.ENVOY_IMAGE));
        }
        List<String> versions = Async.all(list.nodes().stream()
                .<Supplier<String>>map(node -> () -> commands.start(
                        new NodeContainerOptions(list, node).arguments(config, images.get(node.image()))))
                .toList());
        Map<String, String> byNode = new HashMap<>();
        for (int i = 0; i < versions.size(); i++) {
            byNode.put(list.nodes().get(i).name(), versions.get(i));
        }
        return byNode;
    }

    private String init(Map<String, String> versions) {
        VanillaNode first = list.first();
        CompletableFuture<List<Void>> settings = Async.begin(() -> Async.all(list.nodes().stream()
                .<Supplier<Void>>map(node -> () -> commands.configure(node, config))
                .toList()));
        if (!config.containerdPatches().isEmpty()) {
            // Kubeadm needs the runtime, which starts again with it.
            Async.end(settings);
        }
        CompletableFuture<Void> addons = Async.begin(() -> commands.addons(first, config));
        commands.kubeadm(first, "init", kubeadm(first, versions).init(), list.isBalanced() ? "--upload-certs" : "");
        Async.end(settings);
        Async.end(addons);
        return commands.adminKubeconfig(first, list.nodes().size() == 1);
    }

    private void join(Map<String, String> versions, String admin) {
        String hash = CertificateHash.of(admin);
        // Members of etcd join one after the other.
        list.controlPlanes().stream()
                .skip(1)
                .forEach(node ->
                        commands.kubeadm(node, "join", kubeadm(node, versions).join(hash)));
        Async.all(list.workers().stream()
                .<Supplier<Void>>map(node -> () ->
                        commands.kubeadm(node, "join", kubeadm(node, versions).join(hash)))
                .toList());
    }

    private KubeadmConfig kubeadm(VanillaNode node, Map<String, String> versions) {
        return new KubeadmConfig(request, config, list, node, versions.get(node.name()), secrets);
    }
}
