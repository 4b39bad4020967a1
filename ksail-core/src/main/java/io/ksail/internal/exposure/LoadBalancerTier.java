package io.ksail.internal.exposure;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.exposure.Endpoint;
import io.ksail.host.ClientLocation;
import io.ksail.internal.ConfirmedCreation;
import io.ksail.internal.Durations;
import io.ksail.internal.exposure.ExposureResult.Offered;
import io.ksail.internal.exposure.ExposureResult.Skipped;
import io.ksail.spec.ExposureType;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A Service of type LoadBalancer, where something on the host gives it an address. Whether there is such a thing shows
 * within moments: whatever takes a Service up leaves a finalizer, an event of a load balancer, or an address.
 */
public final class LoadBalancerTier implements ExposureTier {

    private static final Duration TAKEN_UP_WITHIN = Duration.ofSeconds(2);

    /** Where other Services have addresses there is a load balancer, and it is only busy. */
    private static final Duration BUSY = Duration.ofSeconds(10);

    private static final String REMEDY =
            "install a load balancer for Services on the host (K3s has one, MetalLB is another)";

    /** Made by {@link java.util.ServiceLoader}. */
    public LoadBalancerTier() {}

    @Override
    public ExposureType type() {
        return ExposureType.LOAD_BALANCER;
    }

    /** An embedded host is started without one. */
    @Override
    public boolean appliesTo(ExposureRequest request) {
        return request.host().clientLocation().kind() != ClientLocation.Kind.BESIDE_EMBEDDED;
    }

    @Override
    public ExposureResult expose(ExposureAttempt attempt) throws InterruptedException {
        Service service = create(attempt);
        boolean offered = false;
        try (ServiceWatch watch = new ServiceWatch(attempt.client(), service)) {
            ExposureResult result = awaited(attempt, service, watch);
            offered = result instanceof Offered;
            return result;
        } finally {
            if (!offered) {
                attempt.client().resource(service).delete();
            }
        }
    }

    private ExposureResult awaited(ExposureAttempt attempt, Service service, ServiceWatch watch)
            throws InterruptedException {
        Duration observedWithin = attempt.patience(TAKEN_UP_WITHIN);
        boolean observed = watch.seenWithin(observedWithin, ServiceState::isObserved);
        if (!observed && attempt.request().forced().isEmpty() && othersHaveAddresses(attempt)) {
            observedWithin = observedWithin.plus(BUSY);
            observed = watch.seenWithin(BUSY, ServiceState::isObserved);
        }
        if (!observed) {
            return new Skipped(
                    "nothing on the host has observed Service %s within %s"
                            .formatted(service.getMetadata().getName(), Durations.readable(observedWithin)),
                    REMEDY,
                    true);
        }
        Duration patience = attempt.request().deadline().remaining().dividedBy(3);
        if (!watch.seenWithin(patience, seen -> seen.address().isPresent() || seen.isRefused())
                || watch.seen().isRefused()) {
            return new Skipped(
                    "Service %s has got no address%s%s"
                            .formatted(
                                    service.getMetadata().getName(),
                                    watch.seen().isRefused() ? "" : " within " + Durations.readable(patience),
                                    watch.seen().message().map(": "::concat).orElse("")),
                    "look at the host's load balancer: has it addresses left?",
                    true);
        }
        int port = service.getSpec().getPorts().get(0).getPort();
        return new Offered(new LoadBalancerOffer(
                attempt.client(), service, new Endpoint(watch.seen().address().orElseThrow(), port)));
    }

    private static boolean othersHaveAddresses(ExposureAttempt attempt) {
        try {
            return attempt.client().services().inAnyNamespace().list().getItems().stream()
                    .anyMatch(service -> !ServiceState.addresses(service).isEmpty());
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    /**
     * On the API's own port, unless that would be taken from under the host's API server: then on the port that the host
     * has reserved for this Service on its nodes, which nobody else uses.
     */
    private static Service create(ExposureAttempt attempt) {
        int apiPort = attempt.request().apiPort();
        if (!attempt.hostNeedsApiPort()) {
            return ConfirmedCreation.create(
                    attempt.client(), attempt.service("load-balancer", "LoadBalancer", apiPort));
        }
        Service reserved =
                ConfirmedCreation.create(attempt.client(), attempt.service("load-balancer", "NodePort", apiPort));
        int nodePort = reserved.getSpec().getPorts().get(0).getNodePort();
        Map<String, Object> port = Map.of("name", "api", "port", nodePort, "targetPort", apiPort, "nodePort", nodePort);
        return attempt.client()
                .resource(reserved)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        Serialization.asJson(Map.of("spec", Map.of("type", "LoadBalancer", "ports", List.of(port)))));
    }
}
