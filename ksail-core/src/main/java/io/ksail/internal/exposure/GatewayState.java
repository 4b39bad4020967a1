package io.ksail.internal.exposure;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayStatusAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the controller says of a Gateway, its listener and its route.
 *
 * @param addresses the addresses it has given
 * @param gateway the conditions of the Gateway
 * @param listener those of its listener
 * @param route those of its route
 */
record GatewayState(List<String> addresses, List<Condition> gateway, List<Condition> listener, List<Condition> route) {

    private static final String ACCEPTED = "Accepted";
    private static final String PROGRAMMED = "Programmed";

    /** Conditions of the API server's own, before any controller came: "Waiting for controller". */
    private static final String NOBODY_YET = "Pending";

    static GatewayState of(List<Gateway> gateways, List<Condition> route) {
        Optional<Gateway> found =
                gateways.stream().filter(gateway -> gateway.getStatus() != null).findFirst();
        return new GatewayState(
                found.map(GatewayState::addresses).orElse(List.of()),
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
                .anyMatch(condition -> ACCEPTED.equals(condition.getType()) && "False".equals(condition.getStatus()));
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
