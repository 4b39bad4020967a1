package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.Await;
import io.ksail.internal.Causes;
import io.ksail.internal.Deadline;
import io.ksail.internal.Retries;
import io.ksail.internal.kubeconfig.BootstrapRoles;
import io.ksail.spec.Readiness;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static io.fabric8.kubernetes.client.readiness.Readiness.isNodeReady;

/** What has to be true inside a nested cluster before it is handed over, learnt by watching it. */
final class ReadinessCheck {

    private static final Logger LOG = LoggerFactory.getLogger(ReadinessCheck.class);
    private static final String DEFAULT = "default";
    private static final Duration PAUSE = Duration.ofMillis(250);

    /** What is still asked when the cluster is closed must not outlive it for long. */
    private static final int RETRIES = 5;

    /** What a node has from its registration until its controllers have looked at it: Ready, it may still have them. */
    private static final Set<String> STARTUP_TAINTS = Set.of(
            "node.kubernetes.io/not-ready",
            "node.kubernetes.io/network-unavailable",
            "node.cloudprovider.kubernetes.io/uninitialized");

    private final KubernetesClient nested;
    private final String certificateAuthority;
    private final int nodes;
    private final int controlPlanes;

    /**
     * Looks into a nested cluster.
     *
     * @param nested a client of the nested cluster
     * @param certificateAuthority its certificate authority as Base64, as in its kubeconfig
     * @param nodes how many nodes it is to have
     * @param controlPlanes how many of them are control planes, and labelled as such
     */
    ReadinessCheck(KubernetesClient nested, String certificateAuthority, int nodes, int controlPlanes) {
        this.nested = Retries.of(nested, RETRIES);
        this.certificateAuthority = certificateAuthority;
        this.nodes = nodes;
        this.controlPlanes = controlPlanes;
    }

    /**
     * Waits until everything is true that a readiness asks for beyond the API. All of it is watched at once; what has to be done
     * for it is done by the thread that waits, so that no request is under way when it gives up.
     *
     * @param startingPods what has to be true before a pod can run
     * @param noHope ends the wait when it completes exceptionally
     * @throws TimeoutException when it is not in time, with what was not seen
     * @throws ExecutionException when one of it can't become true
     */
    void await(
            Readiness readiness,
            Function<KubernetesClient, CompletableFuture<Runnable>> startingPods,
            CompletableFuture<?> noHope,
            Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        if (readiness.compareTo(Readiness.USABLE) >= 0) {
            await(conditions -> usable(conditions, startingPods), noHope, deadline);
        }
        // Not before, as what is available at first may not be any more by the time that all the rest is true.
        if (readiness.compareTo(Readiness.SYSTEM) >= 0) {
            await(this::system, noHope, deadline);
        }
    }

    private static void await(
            Consumer<Map<String, CompletableFuture<Runnable>>> begin, CompletableFuture<?> noHope, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        while (!areSeen(begin, noHope, deadline)) {
            Await.pause(PAUSE, noHope);
        }
    }

    /** False when a request was not answered, which a server does that has too much to do; what was seen is seen again. */
    private static boolean areSeen(
            Consumer<Map<String, CompletableFuture<Runnable>>> begin, CompletableFuture<?> noHope, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<String, CompletableFuture<Runnable>> unseen = new LinkedHashMap<>();
        try {
            begin.accept(unseen);
            while (!unseen.isEmpty()) {
                CompletableFuture<Object> any =
                        CompletableFuture.anyOf(unseen.values().toArray(CompletableFuture[]::new));
                Await.value(Await.unless(any, noHope), deadline.remaining());
                for (String seen : unseen.keySet().stream()
                        .filter(condition -> unseen.get(condition).isDone())
                        .toList()) {
                    unseen.remove(seen).get().run();
                }
            }
            return true;
        } catch (TimeoutException e) {
            throw new TimeoutException("not seen: " + String.join("; ", unseen.keySet()));
        } catch (ExecutionException e) {
            return unlessAnswered(e, e.getCause(), noHope);
        } catch (KubernetesClientException e) {
            return unlessAnswered(e, e, noHope);
        } finally {
            unseen.values().forEach(condition -> condition.cancel(true));
        }
    }

    private static <E extends Exception> boolean unlessAnswered(E failure, Throwable cause, CompletableFuture<?> noHope)
            throws E {
        boolean silence = cause instanceof TimeoutException
                || cause instanceof IOException
                || (cause instanceof KubernetesClientException refused && Causes.nobodyAnswered(refused));
        if (noHope.isDone() || !silence) {
            throw failure;
        }
        LOG.debug("its API did not answer, asking again: {}", Causes.message(cause));
        return false;
    }

    private void usable(
            Map<String, CompletableFuture<Runnable>> conditions,
            Function<KubernetesClient, CompletableFuture<Runnable>> startingPods) {
        conditions.put(
                "%d nodes are Ready and have lost the taints of their start".formatted(nodes),
                seen(nested.nodes().informOnCondition(this::allSchedulable)));
        conditions.put(
                "the default ServiceAccount is there",
                Await.then(
                        nested.namespaces().withName(DEFAULT).informOnCondition(found -> !found.isEmpty()),
                        found -> this::makeDefaultServiceAccount));
        conditions.put("the nodes can start pods", startingPods.apply(nested));
        conditions.put("the default ClusterRoles are complete", new BootstrapRoles(nested).there());
    }

    private void system(Map<String, CompletableFuture<Runnable>> conditions) {
        conditions.put(
                "the Deployments in kube-system are available",
                seen(nested.apps()
                        .deployments()
                        .inNamespace("kube-system")
                        .informOnCondition(deployments ->
                                !deployments.isEmpty() && deployments.stream().allMatch(ReadinessCheck::isAvailable))));
        conditions.put(
                "the DaemonSets in kube-system are available",
                seen(nested.apps()
                        .daemonSets()
                        .inNamespace("kube-system")
                        .informOnCondition(daemonSets -> daemonSets.stream().allMatch(ReadinessCheck::isAvailable))));
    }

    private static CompletableFuture<Runnable> seen(CompletableFuture<?> condition) {
        return Await.then(condition, seen -> () -> {});
    }

    /**
     * The controller manager makes these seconds after the node is Ready, and adopts them when they are there already;
     * without them the first pod is refused, or waits for its token volume.
     */
    private void makeDefaultServiceAccount() {
        createUnlessThere(new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(DEFAULT)
                .withNamespace(DEFAULT)
                .endMetadata()
                .build());
        createUnlessThere(new ConfigMapBuilder()
                .withNewMetadata()
                .withName("kube-root-ca.crt")
                .withNamespace(DEFAULT)
                .endMetadata()
                .addToData(
                        "ca.crt", new String(Base64.getDecoder().decode(certificateAuthority), StandardCharsets.UTF_8))
                .build());
    }

    private void createUnlessThere(HasMetadata object) {
        try {
            nested.resource(object).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }

    private boolean allSchedulable(List<Node> found) {
        return found.size() >= nodes
                && found.stream().allMatch(node -> isNodeReady(node) && !isStarting(node))
                && found.stream().filter(ReadinessCheck::isControlPlane).count() >= controlPlanes;
    }

    private static boolean isControlPlane(Node node) {
        return node.getMetadata().getLabels().containsKey("node-role.kubernetes.io/control-plane");
    }

    private static boolean isStarting(Node node) {
        return node.getSpec().getTaints().stream().anyMatch(taint -> STARTUP_TAINTS.contains(taint.getKey()));
    }

    private static boolean isAvailable(Deployment deployment) {
        Integer available =
                deployment.getStatus() == null ? null : deployment.getStatus().getAvailableReplicas();
        return (available == null ? 0 : available) >= deployment.getSpec().getReplicas();
    }

    private static boolean isAvailable(DaemonSet daemonSet) {
        Integer available =
                daemonSet.getStatus() == null ? null : daemonSet.getStatus().getNumberAvailable();
        Integer wanted =
                daemonSet.getStatus() == null ? null : daemonSet.getStatus().getDesiredNumberScheduled();
        return wanted != null && (available == null ? 0 : available) >= wanted;
    }
}
