package io.ksail.internal.exposure;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.cache.Store;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.exposure.Endpoint;
import io.ksail.host.ClientLocation;
import io.ksail.internal.ConfirmedCreation;
import io.ksail.internal.Durations;
import io.ksail.spec.ExposureType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    public Result expose(ExposureAttempt attempt) throws InterruptedException {
        Service service = create(attempt);
        boolean offered = false;
        try (ServiceWatch watch = new ServiceWatch(attempt.client(), service)) {
            Result result = awaited(attempt, service, watch);
            offered = result instanceof Offered;
            return result;
        } finally {
            if (!offered) {
                attempt.client().resource(service).delete();
            }
        }
    }

    private Result awaited(ExposureAttempt attempt, Service service, ServiceWatch watch) throws InterruptedException {
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

    /** Watches a Service and what the host says about it. */
    private static final class ServiceWatch extends HostWatch<ServiceState> {

        private final Store<Service> services;
        private final Store<Event> events;
        private final String uid;

        ServiceWatch(KubernetesClient host, Service service) {
            String namespace = service.getMetadata().getNamespace();
            this.uid = service.getMetadata().getUid();
            this.events = watched(host.v1().events().inNamespace(namespace));
            this.services = watched(host.services()
                    .inNamespace(namespace)
                    .withName(service.getMetadata().getName()));
        }

        @Override
        ServiceState seen() {
            return new ServiceState(
                    services.list(),
                    events.list().stream()
                            .filter(event -> event.getInvolvedObject() != null
                                    && Objects.equals(
                                            uid, event.getInvolvedObject().getUid()))
                            .toList());
        }
    }

    /**
     * What is known of a Service that wants a load balancer.
     *
     * @param services the Service, unless it is gone
     * @param events what the host has said about it
     */
    record ServiceState(List<Service> services, List<Event> events) {

        /** MetalLB's word for a Service that it has no address for; it tries again only when its pools change. */
        private static final String NO_ADDRESS_LEFT = "AllocationFailed";

        /** What load balancers of hosts call what they do, and what reports it: other controllers speak of Services too. */
        private static final Pattern BALANCERS_REASON = Pattern.compile(
                ".*LoadBalancer.*|IPAllocated|" + NO_ADDRESS_LEFT + "|ClearAssignment|nodeAssigned|AppliedDaemonSet");

        private static final Pattern BALANCER = Pattern.compile(
                ".*(service-?lb|load-?balancer|service-controller|cloud-controller|metallb|kube-vip|purelb|openelb|loxilb).*");

        boolean isObserved() {
            boolean marked = services.stream()
                    .anyMatch(service -> !service.getMetadata().getFinalizers().isEmpty());
            return marked || address().isPresent() || events.stream().anyMatch(ServiceState::isOfABalancer);
        }

        private static boolean isOfABalancer(Event event) {
            String component =
                    event.getSource() == null ? null : event.getSource().getComponent();
            return matches(BALANCERS_REASON, event.getReason())
                    || matches(BALANCER, component)
                    || matches(BALANCER, event.getReportingComponent());
        }

        private static boolean matches(Pattern pattern, @Nullable String text) {
            return text != null && pattern.matcher(text).matches();
        }

        boolean isRefused() {
            return address().isEmpty() && events.stream().anyMatch(event -> NO_ADDRESS_LEFT.equals(event.getReason()));
        }

        Optional<String> address() {
            return services.stream()
                    .flatMap(service -> addresses(service).stream())
                    .findFirst();
        }

        /** The latest that the host has said, a warning if there is one. */
        Optional<String> message() {
            return Stream.concat(events.stream().filter(event -> "Warning".equals(event.getType())), events.stream())
                    .map(Event::getMessage)
                    .findFirst();
        }

        static List<String> addresses(Service service) {
            if (service.getStatus() == null || service.getStatus().getLoadBalancer() == null) {
                return List.of();
            }
            return service.getStatus().getLoadBalancer().getIngress().stream()
                    .map(ServiceState::address)
                    .flatMap(Optional::stream)
                    .toList();
        }

        private static Optional<String> address(LoadBalancerIngress ingress) {
            return Optional.ofNullable(ingress.getIp())
                    .filter(ip -> !ip.isEmpty())
                    .or(() -> Optional.ofNullable(ingress.getHostname()))
                    .filter(address -> !address.isEmpty());
        }
    }

    /** The address that a load balancer of the host has given to a Service. */
    private record LoadBalancerOffer(KubernetesClient host, Service service, Endpoint endpoint) implements Offer {

        @Override
        public ExposureType type() {
            return ExposureType.LOAD_BALANCER;
        }

        @Override
        public List<Endpoint> endpoints() {
            return List.of(endpoint);
        }

        @Override
        public Optional<String> broken(Endpoint used) {
            try {
                Service now = host.resource(service).get();
                return Offer.brokenAddress(
                        "Service",
                        service,
                        used,
                        Optional.ofNullable(now).map(LoadBalancerTier.ServiceState::addresses));
            } catch (KubernetesClientException e) {
                return Optional.empty();
            }
        }

        @Override
        public void withdraw() {
            host.resource(service).delete();
        }
    }
}
