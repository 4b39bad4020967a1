package io.ksail.internal.exposure;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.cache.Store;
import io.ksail.exposure.Endpoint;
import io.ksail.host.Host;
import io.ksail.internal.Async;
import io.ksail.internal.ConfirmedCreation;
import io.ksail.internal.Durations;
import io.ksail.spec.ExposureType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * A Gateway of the host's class with one TCP listener, and a TCPRoute to the Service. The address is offered as soon as
 * the controller has given it, so that the nodes start while the data plane does.
 */
public final class GatewayTier implements ExposureTier {

    private static final String API = "gateway.networking.k8s.io";
    private static final Duration CLASS_ACCEPTED_WITHIN = Duration.ofSeconds(3);
    private static final Duration TAKEN_UP_WITHIN = Duration.ofSeconds(10);

    /** Made by {@link java.util.ServiceLoader}. */
    public GatewayTier() {}

    @Override
    public ExposureType type() {
        return ExposureType.GATEWAY;
    }

    @Override
    public boolean appliesTo(ExposureRequest request) {
        return request.gatewayClassName().isPresent();
    }

    @Override
    public Result expose(ExposureAttempt attempt) throws InterruptedException {
        Optional<String> routes = routeVersion(attempt.request().host());
        if (!attempt.request().host().serves(API + "/v1", "gateways") || routes.isEmpty()) {
            return new Skipped(
                    "the host does not serve %s of %s".formatted(routes.isEmpty() ? "TCPRoute" : "Gateway", API),
                    "install the Gateway API (1.6 or newer, or the experimental channel of an older one: they have TCPRoute) and a"
                            + " controller on the host");
        }
        String className = attempt.request().gatewayClassName().orElse("");
        Optional<Skipped> refused = refusalOf(attempt.client(), className);
        return refused.isPresent() ? refused.get() : expose(attempt, className, routes.get());
    }

    private static Optional<Skipped> refusalOf(KubernetesClient host, String className) throws InterruptedException {
        List<GatewayClass> classes = host.resources(GatewayClass.class).list().getItems();
        if (classes.stream().noneMatch(found -> named(found, className))) {
            List<String> names =
                    classes.stream().map(found -> found.getMetadata().getName()).toList();
            return Optional.of(new Skipped(
                    "the host has no GatewayClass '%s'".formatted(className),
                    names.isEmpty()
                            ? "install a Gateway controller on the host, and make a class for it"
                            : "use one of the host's classes: " + String.join(", ", names)));
        }
        try (ClassWatch watch = new ClassWatch(host, className)) {
            if (watch.seenWithin(CLASS_ACCEPTED_WITHIN, accepted -> accepted.map(Condition::getStatus)
                    .filter("True"::equals)
                    .isPresent())) {
                return Optional.empty();
            }
            return Optional.of(new Skipped(
                    "no controller has accepted GatewayClass '%s'%s"
                            .formatted(
                                    className,
                                    watch.seen()
                                            .map(Condition::getMessage)
                                            .map(": "::concat)
                                            .orElse("")),
                    "install the controller of that class on the host, or see why it does not run",
                    true));
        }
    }

    private Result expose(ExposureAttempt attempt, String className, String routeVersion) throws InterruptedException {
        List<HasMetadata> made = new ArrayList<>();
        boolean offered = false;
        Optional<GatewayWatch> watch = Optional.empty();
        try {
            GatewayObjects objects = new GatewayObjects(attempt, className, routeVersion);
            Service backend = attempt.service();
            int port = attempt.request().apiPort();
            if (attempt.hostNeedsApiPort()) {
                backend = ConfirmedCreation.create(attempt.client(), objects.reservation());
                made.add(backend);
                port = backend.getSpec().getPorts().get(0).getNodePort();
            }
            Gateway gateway = ConfirmedCreation.create(attempt.client(), objects.gateway(port));
            made.add(gateway);
            made.add(ConfirmedCreation.create(attempt.client(), objects.route(backend)));
            watch = Optional.of(new GatewayWatch(attempt.client(), gateway, routeVersion));
            Result result = awaited(attempt, watch.get(), gateway, port, made);
            offered = result instanceof Offered;
            return result;
        } finally {
            if (!offered) {
                watch.ifPresent(GatewayWatch::close);
                withdraw(attempt.client(), made);
            }
        }
    }

    private static Result awaited(
            ExposureAttempt attempt, GatewayWatch watch, Gateway gateway, int port, List<HasMetadata> made)
            throws InterruptedException {
        Duration patience = attempt.request().deadline().remaining().dividedBy(3);
        Duration observedWithin = attempt.patience(TAKEN_UP_WITHIN);
        if (!watch.seenWithin(observedWithin, GatewayWatch.State::isObserved)) {
            return failure("no controller has observed Gateway %s within %s"
                    .formatted(name(gateway), Durations.readable(observedWithin)));
        }
        if (!watch.seenWithin(patience, state -> state.address().isPresent() || state.isRefused())
                || watch.seen().isRefused()) {
            return failure("Gateway %s has got no address%s"
                    .formatted(name(gateway), watch.seen().inWords()));
        }
        Endpoint endpoint = new Endpoint(watch.seen().address().orElseThrow(), port);
        return new Offered(new GatewayOffer(
                attempt.client(), gateway, endpoint, watch, patience, () -> withdraw(attempt.client(), made)));
    }

    private static Skipped failure(String reason) {
        return new Skipped(
                reason, "look at the Gateway's controller on the host, and at what gives its Gateways addresses", true);
    }

    private static void withdraw(KubernetesClient host, List<HasMetadata> made) {
        made.forEach(object -> host.resource(object).delete());
    }

    /** The Gateway API serves v1 from 1.6 on, in its standard channel only that. */
    private static Optional<String> routeVersion(Host host) {
        return Stream.of("v1", "v1alpha2")
                .filter(version -> host.serves(API + "/" + version, "tcproutes"))
                .findFirst();
    }

    private static boolean named(HasMetadata object, String name) {
        return object.getMetadata().getName().equals(name);
    }

    private static String name(HasMetadata object) {
        return object.getMetadata().getName();
    }

    /** What makes a Gateway lead to a Service; nothing of it is created here. */
    private record GatewayObjects(ExposureAttempt attempt, String className, String routeVersion) {

        private static final String LISTENER = "api";

        /** Has no use but that the host keeps a port number for it which no other Service on the host has. */
        Service reservation() {
            return attempt.service("gateway", "NodePort", attempt.request().apiPort());
        }

        Gateway gateway(int port) {
            return new GatewayBuilder()
                    .withMetadata(attempt.metadata(attempt.request().serviceName()))
                    .withNewSpec()
                    .withGatewayClassName(className)
                    .addNewListener()
                    .withName(LISTENER)
                    .withProtocol("TCP")
                    .withPort(port)
                    .withNewAllowedRoutes()
                    .addNewKind(API, "TCPRoute")
                    .endAllowedRoutes()
                    .endListener()
                    .endSpec()
                    .build();
        }

        /** Untyped, as its version is the host's choice. */
        GenericKubernetesResource route(Service backend) {
            GenericKubernetesResource route = new GenericKubernetesResource();
            route.setApiVersion(API + "/" + routeVersion);
            route.setKind("TCPRoute");
            route.setMetadata(attempt.metadata(attempt.request().serviceName()));
            route.setAdditionalProperty(
                    "spec",
                    Map.of(
                            "parentRefs",
                            List.of(Map.of("name", attempt.request().serviceName(), "sectionName", LISTENER)),
                            "rules",
                            List.of(Map.of(
                                    "backendRefs",
                                    List.of(Map.of(
                                            "name",
                                            backend.getMetadata().getName(),
                                            "port",
                                            backend.getSpec().getPorts().get(0).getPort()))))));
            return route;
        }
    }

    /** Watches what a controller says of a GatewayClass. */
    private static final class ClassWatch extends HostWatch<Optional<Condition>> {

        private final Store<GatewayClass> classes;

        ClassWatch(KubernetesClient host, String name) {
            this.classes = watched(host.resources(GatewayClass.class).withName(name));
        }

        @Override
        Optional<Condition> seen() {
            return classes.list().stream()
                    .filter(found -> found.getStatus() != null)
                    .flatMap(found -> found.getStatus().getConditions().stream())
                    .filter(condition -> "Accepted".equals(condition.getType()))
                    .findFirst();
        }
    }

    /** The address of a Gateway, which is there before its data plane runs. */
    private static final class GatewayOffer implements Offer {

        private final KubernetesClient host;
        private final Gateway gateway;
        private final Endpoint endpoint;
        private final GatewayWatch watch;
        private final Runnable withdrawal;
        private final CompletableFuture<Void> ready;

        GatewayOffer(
                KubernetesClient host,
                Gateway gateway,
                Endpoint endpoint,
                GatewayWatch watch,
                Duration patience,
                Runnable withdrawal) {
            this.host = host;
            this.gateway = gateway;
            this.endpoint = endpoint;
            this.watch = watch;
            this.withdrawal = withdrawal;
            this.ready = Async.begin(() -> awaitInPlace(patience));
            ready.whenComplete((inPlace, failure) -> watch.close());
        }

        private Void awaitInPlace(Duration patience) {
            try {
                if (watch.seenWithin(patience, state -> state.isInPlace() || state.isRefused())
                        && !watch.seen().isRefused()) {
                    return null;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new CompletionException(new FailedException("Gateway %s was not programmed within %s%s"
                    .formatted(
                            gateway.getMetadata().getName(),
                            Durations.readable(patience),
                            watch.seen().inWords())));
        }

        @Override
        public ExposureType type() {
            return ExposureType.GATEWAY;
        }

        @Override
        public List<Endpoint> endpoints() {
            return List.of(endpoint);
        }

        @Override
        public CompletableFuture<Void> ready() {
            return ready;
        }

        @Override
        public Optional<String> broken(Endpoint used) {
            try {
                Gateway now = host.resource(gateway).get();
                return Offer.brokenAddress(
                        "Gateway", gateway, used, Optional.ofNullable(now).map(GatewayWatch.State::addresses));
            } catch (KubernetesClientException e) {
                return Optional.empty();
            }
        }

        @Override
        public void withdraw() {
            withdrawal.run();
        }

        @Override
        public void close() {
            watch.close();
        }
    }
}
