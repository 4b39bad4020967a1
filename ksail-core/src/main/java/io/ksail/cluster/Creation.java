package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.exposure.Endpoint;
import io.ksail.exposure.Exposure;
import io.ksail.host.Host;
import io.ksail.internal.Await;
import io.ksail.internal.Deadline;
import io.ksail.internal.Durations;
import io.ksail.internal.diagnosis.NamespaceWatch;
import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.distribution.Nodes;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.exposure.ExposureChain;
import io.ksail.internal.exposure.ExposureFallback;
import io.ksail.internal.exposure.ExposureRequest;
import io.ksail.internal.exposure.Offer;
import io.ksail.internal.host.HostNetwork;
import io.ksail.kubeconfig.Kubeconfig;
import io.ksail.spec.Cidr;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ExposureType;
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

/** One walk along the line: namespace, exposure, nodes, kubeconfig, handle. What fails is rolled back. */
final class Creation {

    private static final Logger LOG = LoggerFactory.getLogger(Clusters.class);

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
    private final Rollback rollback;
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
        this.labels = ClusterLabels.labels(spec);
        this.deadline = Deadline.in(spec.readyTimeout());
        this.failures = new CreationFailures(spec, distribution.nodeImage(spec), host.description());
        this.rollback = new Rollback(client, spec, options, failures);
    }

    Cluster run() {
        // A JVM that is ending already can't promise to tidy up; better now than when there is a namespace.
        ShutdownCleanup.requireUsable();
        ClusterCleanup cleanup = new NamespaceCreation(
                        client,
                        spec,
                        distribution.needsPrivilegedPods(spec),
                        options.claim(),
                        deadline,
                        failures,
                        stages::begin)
                .make(this::owner);
        try (NamespaceWatch watch = watch(cleanup)) {
            try {
                return provision(watch, cleanup);
            } catch (EndpointProber.OtherCertificateNeededException e) {
                cleanup.run();
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                throw rollback.after(
                        failures.explained(e, stages.doing(), insideNested, watch, this::nodesReport), cleanup);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw rollback.after(failures.interrupted(e, stages.doing()), cleanup);
            } catch (Error e) {
                // Such as a class that is missing. It is told as it is, and leaves nothing either.
                rollback.after(failures.unwatched(new IllegalStateException(e), stages.doing()), cleanup);
                throw e;
            }
        }
        // Once more, with a certificate for the address that is left; what was skipped is known by now.
        return new Creation(host, hostNetworks, spec, distribution, exposures, options).run();
    }

    /** From here on the namespace is renewed, and removed whatever happens. */
    private ClusterCleanup owner(Namespace namespace) {
        HostClock clock = HostClock.readFrom(namespace);
        ClusterCleanup cleanup = new ClusterCleanup(
                client,
                spec,
                namespace,
                clock,
                options.claim().map(ClusterClaim::key).stream().toList());
        ExpiredClusters.sweep(client, clock);
        return cleanup;
    }

    private Cluster provision(NamespaceWatch watch, ClusterCleanup cleanup)
            throws ExecutionException, TimeoutException, InterruptedException,
                    EndpointProber.OtherCertificateNeededException {
        stages.begin("guarding the lease");
        new LeaseGuard(spec, labels, distribution.toolImage(spec), distribution.preDelete(spec)).begin(client);

        stages.begin("exposing the API");
        ExposureRequest request = new ExposureRequest(
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
        ExposureFallback fallback = exposures.begin(request);
        Offer offer = fallback.next();
        try {
            stages.done("address %s %s", offer.type(), offer.endpoints().get(0));
            return provision(watch, cleanup, request, fallback, offer);
        } catch (EndpointProber.OtherCertificateNeededException e) {
            fallback.remember();
            throw e;
        } catch (ExecutionException | TimeoutException | InterruptedException | RuntimeException e) {
            offer.close();
            throw e;
        }
    }

    private Cluster provision(
            NamespaceWatch watch,
            ClusterCleanup cleanup,
            ExposureRequest request,
            ExposureFallback fallback,
            Offer offer)
            throws ExecutionException, TimeoutException, InterruptedException,
                    EndpointProber.OtherCertificateNeededException {
        stages.begin("starting the nodes");
        List<String> sans = fallback.sans(offer);
        Nodes nodes = distribution.start(new StartRequest(
                client,
                spec,
                spec.namespace(),
                labels,
                sans,
                takenAddresses(),
                host.images(),
                deadline,
                watch.failure()));
        started = Optional.of(nodes);
        String admin = await(nodes.adminKubeconfig(watch), watch);
        stages.done("node runs %s", distribution.nodeImage(spec));

        stages.begin("waiting for the API server at " + offer.endpoints().get(0));
        EndpointProber.ReachableEndpoint way = new EndpointProber(
                        fallback,
                        request,
                        endpoint -> Kubeconfig.rewritten(admin, distribution.context(spec.name()), endpoint.url()),
                        watch)
                .find(offer, sans);
        Exposure exposure = fallback.reached(way.offer(), way.endpoint(), sans);
        if (exposure.tier() == ExposureType.PORT_FORWARD && spec.exposure().isEmpty()) {
            LOG.warn(
                    "cluster {}: no address of the host can be reached from here, so its API is forwarded through the host's"
                            + " API while this process has it open: {}",
                    spec.name(),
                    String.join("; ", exposure.skipped()));
        }
        stages.done(way.endpoint().equals(offer.endpoints().get(0)) ? "API is ready" : "API is ready at %s", exposure);
        insideNested = true;

        KubernetesClient nested = new KubernetesClientBuilder()
                .withConfig(way.kubeconfig().clientConfig())
                .build();
        try {
            new KubeconfigSecret(client).keep(spec.namespace(), labels, forOthers(way, admin));
            stages.begin("waiting for the cluster to be " + spec.readiness());
            ReadinessCheck readiness = new ReadinessCheck(
                    nested,
                    way.kubeconfig().clientConfig().getCaCertData(),
                    distribution.expectedNodes(spec),
                    distribution.expectedNodes(spec) == 0 ? 0 : spec.controlPlanes());
            await(readiness, nodes, watch);
            handOver(exposure, cleanup);
            String version = nested.getKubernetesVersion().getGitVersion();
            stages.done("%s after %s", spec.readiness(), Durations.readable(deadline.elapsed()));
            Disposal disposal = options.claim().<Disposal>map(cleanup::shared).orElse(cleanup);
            ClusterAccess access = new ClusterAccess(
                    spec, exposure, way, nested, new InHostAddress(client, spec), talos(nodes, cleanup));
            // Last: nothing may fail any more once it watches.
            NodeLoss loss = new NodeLoss(client, spec, cleanup.uid(), distribution.apiSelector(spec.name()), disposal);
            return new Cluster(spec, version, access, nodes, disposal, loss);
        } catch (ExecutionException | TimeoutException | InterruptedException | RuntimeException e) {
            nested.close();
            way.offer().close();
            throw e;
        }
    }

    private void await(ReadinessCheck readiness, Nodes nodes, NamespaceWatch watch)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            await(readiness.reached(spec.readiness(), nodes::startingPods), watch);
        } catch (TimeoutException e) {
            throw new TimeoutException(readiness.missing());
        }
    }

    private List<Cidr> takenAddresses() {
        return Stream.concat(
                        hostNetworks.stream().map(HostNetwork::cidr),
                        Stream.of(spec.networks().pods(), spec.networks().services())
                                .flatMap(networks -> networks.values().stream()))
                .toList();
    }

    /** Nobody else can use a port that this process forwards; the Service's name is one for pods of the host. */
    private Kubeconfig forOthers(EndpointProber.ReachableEndpoint way, String admin) {
        if (way.offer().type() != ExposureType.PORT_FORWARD) {
            return way.kubeconfig();
        }
        Endpoint service =
                new Endpoint("%s.%s.svc".formatted(spec.namespace(), spec.namespace()), distribution.apiPort());
        return Kubeconfig.rewritten(admin, distribution.context(spec.name()), service.url());
    }

    private TalosAccess talos(Nodes nodes, ClusterCleanup cleanup) {
        return new TalosAccess(new ApiExposure(host, exposures, options.outlivesProcess()), spec, cleanup.uid(), nodes);
    }

    /** What whoever finds the cluster on the host is told about it. */
    private void handOver(Exposure exposure, ClusterCleanup cleanup) {
        Map<String, Optional<String>> notes = new HashMap<>();
        notes.put(ClusterLabels.EXPOSURE, Optional.of(exposure.tier().yamlName()));
        notes.put(ClusterLabels.API_URL, Optional.of(exposure.url()));
        notes.put(ClusterLabels.SKIPPED, Optional.of(String.join("\n", exposure.skipped())));
        if (options.claim().isEmpty()) {
            // One that is shared is prepared first.
            notes.put(ClusterLabels.READY_SINCE, Optional.of(ClusterLabels.seconds(cleanup.now())));
        }
        new NamespaceAnnotations(client, spec.namespace()).writeIf(cleanup.uid(), notes);
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

    private NamespaceWatch watch(ClusterCleanup cleanup) {
        try {
            return new NamespaceWatch(client, spec.namespace());
        } catch (KubernetesClientException e) {
            throw rollback.after(failures.refused(e, "beginning to watch pods and events"), cleanup);
        } catch (RuntimeException e) {
            // Such as what fabric8 throws when its thread is interrupted.
            throw rollback.after(failures.unwatched(e, "beginning to watch pods and events"), cleanup);
        }
    }

    private <T> T await(CompletableFuture<T> future, NamespaceWatch watch)
            throws ExecutionException, TimeoutException, InterruptedException {
        return Await.value(Await.unless(future, watch.failure()), deadline.remaining());
    }
}
