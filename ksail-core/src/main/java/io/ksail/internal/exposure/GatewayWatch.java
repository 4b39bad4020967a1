package io.ksail.internal.exposure;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayStatusAddress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.cache.Store;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Watches a Gateway and the route of the same name. */
final class GatewayWatch extends HostWatch<GatewayWatch.State> {

    private final Store<Gateway> gateways;
    private final Store<GenericKubernetesResource> routes;

    GatewayWatch(KubernetesClient host, Gateway gateway, String routeVersion) {
        String namespace = gateway.getMetadata().getNamespace();
        String name = gateway.getMetadata().getName();
        this.routes = watched(host.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                        .withGroup("gateway.networking.k8s.io")
                        .withVersion(routeVersion)
                        .withKind("TCPRoute")
                        .withPlural("tcproutes")
                        .withNamespaced(true)
                        .build())
                .inNamespace(namespace)
                .withName(name));
        this.gateways =
                watched(host.resources(Gateway.class).inNamespace(namespace).withName(name));
    }

    @Override
    State seen() {
        List<Condition> route = routes.list().stream()
                .flatMap(found -> maps(found.get("status", "parents")))
                .flatMap(parent -> maps(parent.get("conditions")))
                .map(GatewayWatch::condition)
                .toList();
        return State.of(gateways.list(), route);
    }

    private static Stream<Map<?, ?>> maps(Object list) {
        return list instanceof List<?> found
                ? found.stream().filter(Map.class::isInstance).map(entry -> (Map<?, ?>) entry)
                : Stream.empty();
    }

    private static Condition condition(Map<?, ?> found) {
        Condition condition = new Condition();
        condition.setType(Objects.toString(found.get("type"), ""));
        condition.setStatus(Objects.toString(found.get("status"), ""));
        condition.setReason(Objects.toString(found.get("reason"), ""));
        condition.setMessage(Objects.toString(found.get("message"), ""));
        return condition;
    }

    /**
     * What the controller says of a Gateway, its listener and its route.
     *
     * @param addresses the addresses it has given
     * @param gateway the conditions of the Gateway
     * @param listener those of its listener
     * @param route those of its route
     */
    record State(List<String> addresses, List<Condition> gateway, List<Condition> listener, List<Condition> route) {

        private static final String ACCEPTED = "Accepted";
        private static final String PROGRAMMED = "Programmed";

        /** Conditions of the API server's own, before any controller came: "Waiting for controller". */
        private static final String NOBODY_YET = "Pending";

        static State of(List<Gateway> gateways, List<Condition> route) {
            Optional<Gateway> found = gateways.stream()
                    .filter(gateway -> gateway.getStatus() != null)
                    .findFirst();
            return new State(
                    found.map(State::addresses).orElse(List.of()),
                    found.stream()
                            .flatMap(gateway -> each(gateway.getStatus().getConditions()))
                            .toList(),
                    found.stream()
                            .flatMap(gateway -> each(gateway.getStatus().getListeners()))
                            .flatMap(listener -> each(listener.getConditions()))
                            .toList(),
                    route);
        }

        static List<String> addresses(Gateway gateway) {
            return gateway.getStatus() == null
                    ? List.of()
                    : each(gateway.getStatus().getAddresses())
                            .map(GatewayStatusAddress::getValue)
                            .toList();
        }

        Optional<String> address() {
            return addresses.stream().findFirst();
        }

        boolean isObserved() {
            return all().anyMatch(condition -> !NOBODY_YET.equals(condition.getReason()));
        }

        /** The Gateway, its listener and its route are accepted, and traffic flows. */
        boolean isInPlace() {
            return isTrue(gateway, PROGRAMMED)
                    && isTrue(gateway, ACCEPTED)
                    && isTrue(listener, ACCEPTED)
                    && isTrue(route, ACCEPTED);
        }

        /** The controller has looked at it and does not want it; it won't change its mind while nothing else changes. */
        boolean isRefused() {
            return Stream.of(gateway, listener, route)
                    .flatMap(List::stream)
                    .anyMatch(
                            condition -> ACCEPTED.equals(condition.getType()) && "False".equals(condition.getStatus()));
        }

        /** Whatever is not as it should be, in the controller's words, after a colon; empty when it has said nothing. */
        String inWords() {
            List<String> words = all().filter(condition -> !"True".equals(condition.getStatus()))
                    .filter(condition -> List.of(ACCEPTED, PROGRAMMED).contains(condition.getType()))
                    .map(condition -> "%s is %s: %s"
                            .formatted(
                                    condition.getType(),
                                    condition.getStatus(),
                                    Optional.ofNullable(condition.getMessage())
                                            .filter(message -> !message.isBlank())
                                            .orElse(condition.getReason())))
                    .distinct()
                    .toList();
            return words.isEmpty() ? "" : ": " + String.join("; ", words);
        }

        private Stream<Condition> all() {
            return Stream.of(gateway, listener, route).flatMap(List::stream);
        }

        /** What a controller in Go has left empty may be null. */
        private static <T> Stream<T> each(@Nullable List<T> list) {
            return list == null ? Stream.empty() : list.stream();
        }

        private static boolean isTrue(List<Condition> conditions, String type) {
            return conditions.stream()
                    .anyMatch(condition -> type.equals(condition.getType()) && "True".equals(condition.getStatus()));
        }
    }
}
