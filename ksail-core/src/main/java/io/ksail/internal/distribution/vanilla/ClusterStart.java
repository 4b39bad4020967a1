package io.ksail.internal.distribution.vanilla;

import io.fabric8.kubernetes.client.Config;
import io.ksail.internal.Async;
import io.ksail.internal.Durations;
import io.ksail.internal.PodExec.Outcome;
import io.ksail.internal.Redaction;
import io.ksail.internal.Sha256;
import io.ksail.internal.Stopwatch;
import io.ksail.internal.Versions;
import io.ksail.internal.diagnosis.Problem;
import io.ksail.internal.diagnosis.UnrecoverableException;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.distribution.vanilla.KubeadmConfig.JoinSecrets;
import io.ksail.internal.distribution.vanilla.NodeList.VanillaNode;
import io.ksail.internal.docker.Docker;
import io.ksail.internal.docker.DockerException;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What makes a cluster of a Docker daemon that answers: images, node containers, kubeadm. */
final class ClusterStart {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterStart.class);

    static final String NETWORK = "kind";

    private static final int MOST_LINES = 8;

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
            throw new UnrecoverableException(new Problem(withNodesMessage(e), remedy(e.getMessage())));
        }
    }

    private String withNodesMessage(DockerException failure) {
        try {
            String words = String.join("\n", nodesMessage());
            return failure.getMessage() + (words.isEmpty() ? "" : "\n" + words);
        } catch (RuntimeException e) {
            LOG.debug("the nodes can't be asked", Redaction.scrubbed(e));
            return failure.getMessage();
        }
    }

    /** Lines of what the containers say of themselves; nothing about containers that there are none of. */
    List<String> nodesMessage() {
        List<String> lines = new ArrayList<>();
        String states = docker.askBriefly("ps", "--all", "--no-trunc", "--format={{.Names}}: {{.Status}}")
                .out();
        states.lines().forEach(state -> lines.add("container in the pod: " + state));
        Set<String> there =
                states.lines().map(state -> state.replaceFirst(":.*", "")).collect(Collectors.toSet());
        list.nodes().stream()
                .map(VanillaNode::name)
                .filter(there::contains)
                .forEach(name -> lines.addAll(lastLogLines(name)));
        return lines;
    }

    private List<String> lastLogLines(String name) {
        Outcome logs = docker.askBriefly("logs", "--tail=" + MOST_LINES, name);
        List<String> lines = new ArrayList<>(List.of("last log lines of " + name + ":"));
        (logs.out() + logs.err())
                .lines()
                .map(line -> line.replaceAll("\\p{Cntrl}(\\[[\\d;]*m)?", "").strip())
                .filter(line -> !line.isEmpty())
                .forEach(line -> lines.add("  " + line));
        return lines;
    }

    /** What to do about what Docker, kubeadm or a node said. */
    static String remedy(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left")) {
            return "give the host's node more disk: an image of a node takes about 1 GB, and each node as much again";
        }
        if (lower.contains("manifest unknown") || lower.contains("not found") && lower.contains("pulling")) {
            return "check the image's name and tag; kind's release notes say which versions kindest/node has";
        }
        if (lower.contains("pulling")) {
            return "check that the pod reaches the registry, or name a mirror of it: registryMirrors in ksail.yaml, or"
                    + " KSAIL_REGISTRY_MIRRORS";
        }
        if (lower.contains("cgroup")) {
            return "check the cgroups of the host's node: Kubernetes 1.35 and later wants version 2, or"
                    + " failCgroupV1: false by kubeadmConfigPatches";
        }
        return "look at what kubeadm and the nodes say above; kubeadmConfigPatches in kind.yaml change what they are told";
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
                .<Supplier<String>>map(node ->
                        () -> commands.start(NodeCommands.container(list, node, config, images.get(node.image()))))
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
        String hash = certificateHash(admin);
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

    /** How kubeadm names the certificate authority that a joining node must meet. */
    private static String certificateHash(String adminKubeconfig) {
        try {
            byte[] pem = Base64.getDecoder()
                    .decode(Config.fromKubeconfig(adminKubeconfig).getCaCertData());
            byte[] key = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem))
                    .getPublicKey()
                    .getEncoded();
            return "sha256:" + Sha256.of(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KubeadmConfig kubeadm(VanillaNode node, Map<String, String> versions) {
        return new KubeadmConfig(request, config, list, node, versions.get(node.name()), secrets);
    }
}
