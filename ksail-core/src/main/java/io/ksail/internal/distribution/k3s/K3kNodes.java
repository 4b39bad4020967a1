package io.ksail.internal.distribution.k3s;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.KsailException;
import io.ksail.image.ImageSource;
import io.ksail.internal.Await;
import io.ksail.internal.PodExec;
import io.ksail.internal.Redaction;
import io.ksail.internal.diagnosis.NamespaceWatch;
import io.ksail.internal.distribution.NodeContainer;
import io.ksail.internal.distribution.Nodes;
import io.ksail.internal.distribution.SecretKubeconfig;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.image.Containerd;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The nodes of a K3s cluster that the operator k3k makes. */
final class K3kNodes implements Nodes {

    private static final Logger LOG = LoggerFactory.getLogger(K3sDistribution.class);

    private final StartRequest request;
    private final AtomicReference<String> lastState = new AtomicReference<>("");

    K3kNodes(StartRequest request) {
        this.request = request;
    }

    /** What the operator says of the cluster is followed until it has its kubeconfig. */
    @Override
    public CompletableFuture<String> adminKubeconfig(NamespaceWatch watch) {
        CompletableFuture<?> refused = request.host()
                .genericKubernetesResources(K3kCluster.TYPE)
                .inNamespace(request.namespace())
                .withName(request.spec().name().value())
                .informOnCondition(found -> found.stream().anyMatch(this::isRefused));
        CompletableFuture<String> written = new SecretKubeconfig(request.namespace() + "-kubeconfig", "kubeconfig.yaml")
                .written(request.host(), request.namespace());
        CompletableFuture<String> kubeconfig = Await.unless(written, refused.thenRun(() -> {
            throw refusal();
        }));
        kubeconfig.whenComplete((yaml, failure) -> refused.cancel(true));
        return kubeconfig;
    }

    /** A failure may be over in a moment, but what the operator does not accept stays as it is. */
    private boolean isRefused(GenericKubernetesResource cluster) {
        String phase = String.valueOf(
                Optional.<Object>ofNullable(cluster.get("status", "phase")).orElse("no phase yet"));
        String conditions = conditions(cluster);
        String state = phase + (conditions.isEmpty() ? "" : ": " + conditions);
        if (!state.equals(lastState.getAndSet(state))) {
            LOG.info("cluster {}: k3k says {}", request.spec().name(), Redaction.scrubbed(state));
        }
        return phase.equals("Pending") && conditions.contains("ValidationFailed");
    }

    private static String conditions(GenericKubernetesResource cluster) {
        return cluster.get("status", "conditions") instanceof List<?> conditions
                ? String.join(
                        "; ",
                        conditions.stream()
                                .map(condition -> (Map<?, ?>) condition)
                                .map(condition -> "%s is %s, %s: %s"
                                        .formatted(
                                                condition.get("type"),
                                                condition.get("status"),
                                                condition.get("reason"),
                                                condition.get("message")))
                                .toList())
                : "";
    }

    private KsailException refusal() {
        return new KsailException(
                "The operator k3k does not accept cluster '%s'"
                        .formatted(request.spec().name()),
                lastState.get(),
                "correct what it says; kubectl get virtualclusterpolicies tells what it allows");
    }

    @Override
    public String report() {
        return lastState.get().isEmpty() ? "" : "k3k says " + lastState.get();
    }

    @Override
    public int loadImages(ImageSource images) {
        return Containerd.load(
                images,
                Stream.concat(servers(), agents())
                        .map(pod -> new Containerd(
                                new PodExec(request.host(), request.namespace(), nameOf(pod), containerOf(pod)),
                                nameOf(pod),
                                List.of()))
                        .toList());
    }

    @Override
    public Optional<NodeContainer> reachedFromInside() {
        return servers()
                .findFirst()
                .map(pod -> new NodeContainer(request.host(), request.namespace(), nameOf(pod), containerOf(pod)));
    }

    private Stream<Pod> servers() {
        return labelled("role", "server");
    }

    private Stream<Pod> agents() {
        return labelled("type", "agent");
    }

    private Stream<Pod> labelled(String name, String value) {
        KubernetesClient host = request.host();
        return host
                .pods()
                .inNamespace(request.namespace())
                .withLabel("cluster", request.spec().name().value())
                .withLabel(name, value)
                .list()
                .getItems()
                .stream();
    }

    private static String nameOf(Pod pod) {
        return pod.getMetadata().getName();
    }

    private static String containerOf(Pod pod) {
        return pod.getSpec().getContainers().get(0).getName();
    }
}
