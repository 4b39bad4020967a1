package io.ksail.doctor;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.ksail.host.Host;
import io.ksail.internal.preflight.Preflight;
import io.ksail.internal.preflight.Preflight.Answer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether the host gives addresses to Services of type LoadBalancer, as far as those that are there tell. */
record LoadBalancer(Host host) implements Preflight.Check {

    @Override
    public String name() {
        return "load balancer";
    }

    @Override
    public Answer look() {
        return judged(host.client().services().inAnyNamespace().list().getItems());
    }

    static Answer judged(List<Service> services) {
        List<Service> balanced = services.stream()
                .filter(service -> "LoadBalancer".equals(service.getSpec().getType()))
                .toList();
        Optional<Service> withAddress = balanced.stream()
                .filter(service -> addresses(service).findAny().isPresent())
                .findFirst();
        if (withAddress.isPresent()) {
            return Answer.ok("Service %s has %s"
                    .formatted(
                            name(withAddress.get()),
                            addresses(withAddress.get()).findFirst().orElseThrow()));
        }
        return balanced.isEmpty()
                ? Answer.ok("not known: the host has no Service of type LoadBalancer to learn from")
                : Answer.warning(
                        "Service %s has no address".formatted(name(balanced.get(0))),
                        "install a load balancer for Services (K3s has one, MetalLB is another), or rely on node ports");
    }

    private static Stream<String> addresses(Service service) {
        boolean none = service.getStatus() == null || service.getStatus().getLoadBalancer() == null;
        List<LoadBalancerIngress> ingress =
                none ? List.of() : service.getStatus().getLoadBalancer().getIngress();
        return ingress.stream().map(LoadBalancer::address).flatMap(Stream::ofNullable);
    }

    private static @Nullable String address(LoadBalancerIngress ingress) {
        return ingress.getIp() == null ? ingress.getHostname() : ingress.getIp();
    }

    private static String name(Service service) {
        return service.getMetadata().getNamespace() + "/"
                + service.getMetadata().getName();
    }
}
