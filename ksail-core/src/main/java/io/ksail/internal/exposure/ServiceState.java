package io.ksail.internal.exposure;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
        String component = event.getSource() == null ? null : event.getSource().getComponent();
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
        return services.stream().flatMap(service -> addresses(service).stream()).findFirst();
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
