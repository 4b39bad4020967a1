package io.ksail.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.exposure.Endpoint;
import io.ksail.exposure.Exposure;
import io.ksail.host.ClientLocation;
import io.ksail.host.Host;
import io.ksail.internal.Await;
import io.ksail.internal.Deadline;
import io.ksail.internal.Durations;
import io.ksail.internal.Stopwatch;
import io.ksail.internal.diagnosis.NamespaceWatch;
import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.distribution.Nodes;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.exposure.ExposureChain;
import io.ksail.internal.exposure.ExposureFallback;
import io.ksail.internal.exposure.ExposureRequest;
import io.ksail.internal.exposure.Offer;
import io.ksail.internal.host.HostNetwork;
import io.ksail.internal.kubeconfig.NestedApi;
import io.ksail.internal.namespace.ClusterLabels;
import io.ksail.internal.namespace.ClusterNamespace;
import io.ksail.internal.namespace.Disposal;
import io.ksail.internal.namespace.ExpiredClusters;
import io.ksail.internal.namespace.LeaseGuard;
import io.ksail.internal.namespace.ShutdownCleanup;
import io.ksail.internal.pool.Begun;
import io.ksail.kubeconfig.Kubeconfig;
import io.ksail.spec.Cidr;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ExposureType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a cluster, as one straight line: namespace, exposure, nodes, kubeconfig, handle. It can be left in the middle,
 * where the host goes on by itself, and taken up there by another process. Whatever is opened on the way belongs to
 * {@link Resources}, whatever is made on the host to {@link Disposal}; who fails closes the one and runs the other.
 */
final class Creation {

    private static final Logger LOG = LoggerFactory.getLogger(Creation.class);

    private final Host host;
    private final KubernetesClient client;
    private final List<HostNetwork> hostNetworks;
    private final ClusterSpec spec;
    private final Distribution distribution;
    private final ExposureChain exposures;
    private final Map<String, String> labels;
    private final Deadline deadline;
    private final CreationFailures failures;
    private final CreationOptions options;
    private final Stages stages;
    private final Resources opened = new Resources();
    private boolean insideNested;
    private Optional<Nodes> started = Optional.empty();

    Creation(
            Host host,
            List<HostNetwork> hostNetworks,
            ClusterSpec spec,
            Distribution distribution,
            ExposureChain exposures,
            CreationOptions options) {
        this.host = host;
        this.hostNetworks = hostNetworks;
        this.client = host.client();
        this.spec = spec;
        this.distribution = distribution;
        this.exposures = exposures;
        this.options = options;
        this.stages = new Stages(spec, options.progress());
        this.labels = distribution.labels(spec);
        this.deadline = Deadline.in(spec.readyTimeout());
        this.failures = new CreationFailures(spec, distribution.nodeImage(spec), host.description());
    }

    /**
     * Makes the attempt.
     *
     * @return the cluster; empty if the address that is left is not in its certificate. What was skipped is known by now,
     *     so the next attempt begins with an address that is.
     */
    Optional<Cluster> run() {
        Disposal disposal = namespace();
        return attempt(disposal, watch -> {
            Optional<Cluster> cluster = provision(watch, disposal);
            if (cluster.isEmpty()) {
                opened.close();
                disposal.run();
            }
            return cluster;
        });
    }

    /**
     * Makes what goes on by itself on the host, and leaves it there: nodes that start at an address.
     *
     * @param keepFor how long it is left, unless somebody takes it
     * @return where it is
     */
    Begun begin(Duration keepFor) {
        Disposal disposal = namespace();
        return attempt(disposal, watch -> {
            Starting starting = start(watch);
            Begun begun = new Begun(
                    spec,
                    disposal.namespace().uid(),
                    starting.fallback()
                            .reached(
                                    starting.offer(),
                                    starting.offer().endpoints().get(0),
                                    starting.sans()),
                    spec.lease());
            opened.close();
            disposal.retainFor(keepFor);
            return begun;
        });
    }

    /**
     * Takes over what {@link #begin} has left, in this process or another one, and waits until it is as ready as is asked for.
     *
     * @param begun where it is
     * @param namespace the same as an object of the host
     * @return the cluster
     */
    Cluster finish(Begun begun, ClusterNamespace namespace) {
        stages.begin("taking it over");
        ShutdownCleanup.requireUsable();
        Disposal disposal = Disposal.ofTaken(namespace, spec, begun.lease());
        return attempt(disposal, watch -> {
            Nodes nodes = distribution.running(startRequest(begun.exposure().sans(), watch));
            started = Optional.of(nodes);
            String admin = await(nodes.adminKubeconfig(watch), watch);
            Endpoint endpoint = begun.exposure().endpoint();
            stages.begin("waiting for the API server at " + endpoint);
            Kubeconfig kubeconfig = kubeconfig(admin, endpoint);
            new NestedApi(kubeconfig).awaitReady(deadline, watch.failure());
            return handOver(
                    ReachableEndpoint.foundByOthers(begun.exposure(), kubeconfig),
                    begun.exposure(),
                    nodes,
                    admin,
                    watch,
                    disposal);
        });
    }

    private <T> T attempt(Disposal disposal, Attempt<T> steps) {
        try (NamespaceWatch watch = watch(disposal)) {
            try {
                return steps.with(watch);
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                throw rolledBack(
                        failures.explained(e, stages.doing(), insideNested, watch, this::nodesReport), disposal);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw rolledBack(failures.interrupted(e, stages.doing()), disposal);
            } catch (Error e) {
                // Such as a class that is missing. It is told as it is, and leaves nothing either.
                rolledBack(failures.unwatched(new IllegalStateException(e), stages.doing()), disposal);
                throw e;
            }
        }
    }

    /** The steps of an attempt, once there is a namespace. */
    private interface Attempt<T> {
        T with(NamespaceWatch watch) throws ExecutionException, TimeoutException, InterruptedException;
    }

    /** What has been asked for on the host, and what is left to try if its address leads nowhere. */
    private record Starting(
            ExposureRequest request, ExposureFallback fallback, Offer offer, List<String> sans, Nodes nodes) {}

    /** From here on the namespace is renewed, and removed whatever happens. */
    private Disposal namespace() {
        ShutdownCleanup.requireUsable();
        NamespaceCreation creation = new NamespaceCreation(
                client,
                spec,
                labels,
                distribution.needsPrivilegedPods(spec),
                options.claim(),
                host.clientLocation().kind() == ClientLocation.Kind.BESIDE_EMBEDDED,
                deadline,
                failures,
                stages::begin);
        Disposal disposal = creation.make(made -> Disposal.ofMade(made, spec.lease(), options.claim()));
        ExpiredClusters.sweep(client, disposal.namespace().clock(), PreDeleteHook.OF_DISTRIBUTION);
        return disposal;
    }

    private Optional<Cluster> provision(NamespaceWatch watch, Disposal disposal)
            throws ExecutionException, TimeoutException, InterruptedException {
        Starting starting = start(watch);
        Offer offer = starting.offer();
        String admin = await(starting.nodes().adminKubeconfig(watch), watch);
        stages.done("node runs %s", distribution.nodeImage(spec));

        stages.begin("waiting for the API server at " + offer.endpoints().get(0));
        ExposureFallback fallback = starting.fallback();
        Optional<ReachableEndpoint> found = new EndpointProber(
                        fallback, starting.request(), endpoint -> kubeconfig(admin, endpoint), watch)
                .find(offer, starting.sans());
        if (found.isEmpty()) {
            fallback.remember();
            return Optional.empty();
        }
        ReachableEndpoint reachable = found.get();
        Exposure exposure = fallback.reached(reachable.offer(), reachable.endpoint(), starting.sans());
        warnIfForwarded(exposure);
        stages.done(
                reachable.endpoint().equals(offer.endpoints().get(0)) ? "API is ready" : "API is ready at %s",
                exposure);
        return Optional.of(handOver(reachable, exposure, starting.nodes(), admin, watch, disposal));
    }

    private Starting start(NamespaceWatch watch) throws InterruptedException {
        stages.begin("guarding the lease");
        new LeaseGuard(spec, labels, distribution.toolImage(spec), distribution.preDelete(spec)).begin(client);

        stages.begin("exposing the API");
        ExposureRequest request = exposureRequest();
        ExposureFallback fallback = opened.add(exposures.begin(request), ExposureFallback::close);
        Offer offer = fallback.next();
        stages.done("address %s %s", offer.type(), offer.endpoints().get(0));

        stages.begin("starting the nodes");
        List<String> sans = fallback.sans(offer);
        Nodes nodes = distribution.start(startRequest(sans, watch));
        started = Optional.of(nodes);
        return new Starting(request, fallback, offer, sans, nodes);
    }

    private Cluster handOver(
            ReachableEndpoint reachable,
            Exposure exposure,
            Nodes nodes,
            String admin,
            NamespaceWatch watch,
            Disposal disposal)
            throws ExecutionException, TimeoutException, InterruptedException {
        insideNested = true;
        new KubeconfigSecret(client).keep(spec.namespace(), labels, forOthers(reachable, admin));
        KubernetesClient nested = opened.add(reachable.newClient(), KubernetesClient::close);
        stages.begin("waiting for the cluster to be " + spec.readiness());
        awaitReadiness(nested, reachable.kubeconfig(), nodes, watch);
        disposal.namespace().annotate(handedOver(exposure, disposal));
        ApiExposure more = new ApiExposure(host, exposures, options.outlivesProcess());
        ClusterAccess access = opened.add(
                new ClusterAccess(
                        spec, exposure, reachable, nested, new TalosAccess(more, spec, disposal.namespace(), nodes)),
                ClusterAccess::close);
        Cluster cluster = Cluster.of(spec, access, nodes, disposal, opened);
        stages.done("%s after %s", spec.readiness(), Durations.readable(deadline.elapsed()));
        return cluster;
    }

    private ExposureRequest exposureRequest() {
        return new ExposureRequest(
                host,
                spec.namespace(),
                spec.namespace(),
                labels,
                distribution.apiSelector(spec.name()),
                distribution.apiPort(),
                spec.gatewayClassName(),
                spec.exposure(),
                options.outlivesProcess(),
                deadline);
    }

    private StartRequest startRequest(List<String> sans, NamespaceWatch watch) {
        return new StartRequest(
                client,
                spec,
                spec.namespace(),
                labels,
                sans,
                takenAddresses(),
                host.images(),
                deadline,
                watch.failure());
    }

    private List<Cidr> takenAddresses() {
        return Stream.concat(
                        hostNetworks.stream().map(HostNetwork::cidr),
                        Stream.of(spec.networks().pods(), spec.networks().services())
                                .flatMap(networks -> networks.values().stream()))
                .toList();
    }

    private Kubeconfig kubeconfig(String admin, Endpoint endpoint) {
        return Kubeconfig.rewritten(admin, distribution.context(spec.name()), endpoint.url());
    }

    /** Nobody else can use a port that this process forwards; the Service's name is one for pods of the host. */
    private Kubeconfig forOthers(ReachableEndpoint reachable, String admin) {
        return reachable.offer().type() == ExposureType.PORT_FORWARD
                ? kubeconfig(
                        admin,
                        new Endpoint("%s.%s.svc".formatted(spec.namespace(), spec.namespace()), distribution.apiPort()))
                : reachable.kubeconfig();
    }

    private void warnIfForwarded(Exposure exposure) {
        if (exposure.tier() == ExposureType.PORT_FORWARD && spec.exposure().isEmpty()) {
            LOG.warn(
                    "cluster {}: no address of the host can be reached from here, so its API is forwarded through the host's"
                            + " API while this process has it open: {}",
                    spec.name(),
                    String.join("; ", exposure.skipped()));
        }
    }

    private void awaitReadiness(KubernetesClient nested, Kubeconfig kubeconfig, Nodes nodes, NamespaceWatch watch)
            throws ExecutionException, TimeoutException, InterruptedException {
        new ReadinessCheck(
                        nested,
                        kubeconfig.clientConfig().getCaCertData(),
                        distribution.expectedNodes(spec),
                        distribution.expectedNodes(spec) == 0 ? 0 : spec.controlPlanes())
                .await(spec.readiness(), nodes::startingPods, watch.failure(), deadline);
    }

    private <T> T await(CompletableFuture<T> future, NamespaceWatch watch)
            throws ExecutionException, TimeoutException, InterruptedException {
        return Await.value(Await.unless(future, watch.failure()), deadline.remaining());
    }

    /** What whoever finds the cluster on the host is told about it. */
    private Map<String, Optional<String>> handedOver(Exposure exposure, Disposal disposal) {
        Map<String, Optional<String>> annotations = new HashMap<>();
        annotations.put(ClusterLabels.EXPOSURE, Optional.of(exposure.tier().yamlName()));
        annotations.put(ClusterLabels.API_URL, Optional.of(exposure.url()));
        annotations.put(ClusterLabels.SKIPPED, Optional.of(String.join("\n", exposure.skipped())));
        if (options.claim().isEmpty()) {
            // One that is shared is prepared first.
            annotations.put(
                    ClusterLabels.READY_SINCE,
                    Optional.of(
                            ClusterLabels.seconds(disposal.namespace().clock().now())));
        }
        return annotations;
    }

    /** Nodes that can't be asked any more are no reason for another failure. */
    private String nodesReport() {
        try {
            return started.map(Nodes::report).orElse("");
        } catch (RuntimeException e) {
            LOG.debug("cluster {}: its nodes can't be asked", spec.name(), e);
            return "";
        }
    }

    private NamespaceWatch watch(Disposal disposal) {
        try {
            return new NamespaceWatch(client, spec.namespace());
        } catch (KubernetesClientException e) {
            throw rolledBack(failures.refused(e, "beginning to watch pods and events"), disposal);
        } catch (RuntimeException e) {
            // Such as what fabric8 throws when its thread is interrupted.
            throw rolledBack(failures.unwatched(e, "beginning to watch pods and events"), disposal);
        }
    }

    /** Nothing is left of it, or what is to be looked at. Gives the error to throw. */
    private KsailException rolledBack(KsailException failure, Disposal disposal) {
        KsailException explained = options.keepFailed() ? failures.kept(failure) : failure;
        Resources.suppressing(explained, opened::close);
        // Those who wait are told before the namespace goes, and the words with it.
        Resources.suppressing(explained, () -> {
            if (options.claim().isPresent()) {
                disposal.namespace().annotate(ClusterLabels.failure(failure));
            }
        });
        Resources.suppressing(explained, options.keepFailed() ? disposal::retain : disposal);
        return explained;
    }

    /**
     * How far a creation has come, for the log, for who wants to know, and for the error if it ends here. Used by the thread
     * that creates.
     */
    private static final class Stages {

        private final ClusterSpec spec;
        private final Progress progress;
        private Stopwatch sinceLast = Stopwatch.started();
        private String doing = "";

        Stages(ClusterSpec spec, Progress progress) {
            this.spec = spec;
            this.progress = progress;
        }

        void begin(String next) {
            doing = next;
            progress.begun(next);
        }

        void done(String what, Object... arguments) {
            String result = what.formatted(arguments);
            LOG.info("cluster {}: {} (+{})", spec.name(), result, Durations.readable(sinceLast.elapsed()));
            progress.done(result, sinceLast.elapsed());
            sinceLast = Stopwatch.started();
        }

        /** What was begun last. */
        String doing() {
            return doing;
        }
    }
}
