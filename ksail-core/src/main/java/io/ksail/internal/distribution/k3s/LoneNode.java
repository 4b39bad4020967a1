package io.ksail.internal.distribution.k3s;

import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.ksail.internal.Await;
import io.ksail.internal.TextResource;
import io.ksail.spec.Cidr;
import io.ksail.spec.ClusterSpec;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the pods of a cluster with one node need not wait for. K3s connects pods by flannel, which begins some seconds after
 * the node is Ready, once a controller has given the node a range; until its cloud controller and the controller of nodes
 * have taken their taints off, nothing is scheduled there. Between the pods of one node a bridge is enough, which is
 * configured before K3s starts, with the range that the controller is going to give; and what a controller would find out of
 * the node is known. Whoever asks K3s for something else in these matters gets K3s as it is.
 */
public final class LoneNode {

    /** Where K3s has the configurations of pod networking; the first by name is taken. */
    public static final String CONFIGURATION = "05-ksail.conflist";

    private static final Logger LOG = LoggerFactory.getLogger(LoneNode.class);
    private static final Pattern ABOUT_NODES_OR_NETWORKS =
            Pattern.compile("cloud|provider|flannel|cidr|cni|taint|agent|runtime|docker|--config|-c\\b");
    private static final int NODE_PREFIX = 24;
    private static final String NOT_READY = "node.kubernetes.io/not-ready";

    private final String name;
    private final Cidr pods;

    private LoneNode(String name, Cidr pods) {
        this.name = name;
        this.pods = pods;
    }

    /** Whether the only node of a cluster is one of ours to arrange: what is in an image of the user's is not known. */
    static boolean suits(ClusterSpec spec) {
        List<Cidr> pods = spec.networks().pods().values();
        return spec.controlPlanes() == 1
                && spec.workers() == 0
                && !spec.withoutNodes()
                && spec.nodeImage().isEmpty()
                && pods.size() == 1
                && !pods.get(0).isIpv6()
                && pods.get(0).prefixLength() <= NODE_PREFIX
                && spec.serverArguments().stream()
                        .noneMatch(argument ->
                                ABOUT_NODES_OR_NETWORKS.matcher(argument).find());
    }

    /**
     * The node of a cluster that it {@link #suits}.
     *
     * @param name its name, which is that of its pod on the host
     */
    static LoneNode of(ClusterSpec spec, String name) {
        return new LoneNode(name, spec.networks().pods().values().get(0));
    }

    /**
     * The node of an embedded host, which has K3s' default networks.
     *
     * @param name its name, which is that of its container
     * @return the node
     */
    public static LoneNode ofHost(String name) {
        return new LoneNode(name, new Cidr("10.42.0.0/16"));
    }

    /** In place of K3s' cloud controller, which would give the node the same; load balancers it gives all the same. */
    public List<String> arguments() {
        return List.of(
                "--disable-cloud-controller",
                "--kubelet-arg=provider-id=k3s://" + name,
                "--node-label=node.kubernetes.io/instance-type=k3s");
    }

    /** Configures the bridge, whenever the container starts: only in the pod it is known what its packets may hold. */
    Lifecycle network() {
        return new LifecycleBuilder()
                .withNewPostStart()
                .withNewExec()
                .withCommand("sh", "-c", networkScript(), CONFIGURATION, range())
                .endExec()
                .endPostStart()
                .build();
    }

    /**
     * What configures the bridge inside the container.
     *
     * @return a shell script; {@code $0} is {@link #CONFIGURATION}, {@code $1} the {@link #range()}
     */
    public static String networkScript() {
        return TextResource.beside(LoneNode.class, "lone-node-network.sh");
    }

    /**
     * The addresses of its pods.
     *
     * @return in CIDR notation
     */
    public String range() {
        return pods.value().replaceAll("/.*", "/" + NODE_PREFIX);
    }

    /** Takes the taint off as soon as the node is Ready; the controller that does the same comes seconds later. */
    public CompletableFuture<Runnable> opening(KubernetesClient nested) {
        return Await.then(
                nested.nodes().withName(name).informOnCondition(nodes -> nodes.stream()
                        .anyMatch(Readiness::isNodeReady)),
                nodes -> () -> open(nested, nodes.get(0)));
    }

    private void open(KubernetesClient nested, Node node) {
        List<String> taints =
                node.getSpec().getTaints().stream().map(Taint::getKey).toList();
        int index = taints.indexOf(NOT_READY);
        if (index < 0) {
            return;
        }
        String taint = "/spec/taints/" + index;
        String patch = """
                [{"op": "test", "path": "%1$s/key", "value": "%2$s"}, {"op": "remove", "path": "%1$s"}]
                """.formatted(taint, NOT_READY);
        try {
            nested.nodes().withName(name).patch(PatchContext.of(PatchType.JSON), patch);
        } catch (KubernetesClientException e) {
            // Somebody else was at the taints first. Whoever waits for the node sees when it is gone.
            LOG.debug("node {}: its taint is left to K3s", name, e);
        }
    }
}
