package io.ksail.internal.exposure;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.exposure.Endpoint;
import io.ksail.internal.exposure.LoadBalancerTier.ServiceState;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is read from what controllers say. */
class HostStatesTest {

    @Test
    void a_gateway_that_only_the_api_server_has_seen_is_not_taken_up() {
        GatewayWatch.State state = GatewayWatch.State.of(List.of(gateway("""
                conditions:
                - {type: Accepted, status: Unknown, reason: Pending, message: Waiting for controller}
                - {type: Programmed, status: Unknown, reason: Pending, message: Waiting for controller}
                """)), List.of());
        assertThat(state.isObserved()).isFalse();
        assertThat(state.isRefused()).isFalse();
        assertThat(state.inWords()).contains("Accepted is Unknown: Waiting for controller");
    }

    @Test
    void a_gateway_has_its_address_before_it_is_in_place() {
        GatewayWatch.State state = GatewayWatch.State.of(List.of(gateway("""
                addresses: [{type: IPAddress, value: 192.0.2.7}]
                conditions:
                - {type: Accepted, status: "True", reason: Accepted, message: fine}
                - {type: Programmed, status: "False", reason: NoResources, message: Envoy replicas unavailable}
                listeners:
                - name: api
                  conditions: [{type: Accepted, status: "True", reason: Accepted, message: fine}]
                """)), List.of());
        assertThat(state.isObserved()).isTrue();
        assertThat(state.address()).contains("192.0.2.7");
        assertThat(state.isInPlace()).isFalse();
        assertThat(state.isRefused()).isFalse();
        assertThat(state.inWords()).isEqualTo(": Programmed is False: Envoy replicas unavailable");
    }

    @Test
    void a_listener_that_is_not_accepted_is_a_refusal() {
        GatewayWatch.State state = GatewayWatch.State.of(List.of(gateway("""
                conditions: [{type: Accepted, status: "True", reason: Accepted, message: fine}]
                listeners:
                - name: api
                  conditions: [{type: Accepted, status: "False", reason: PortUnavailable, message: port is in use}]
                """)), List.of());
        assertThat(state.isRefused()).isTrue();
        assertThat(state.inWords()).contains("port is in use");
    }

    @Test
    void a_service_nobody_has_touched_is_not_taken_up() {
        assertThat(new ServiceState(List.of(service("{}")), List.of()).isObserved())
                .isFalse();
    }

    @Test
    void an_event_shows_that_somebody_has_taken_it_up_and_says_why_there_is_no_address() {
        ServiceState state = new ServiceState(
                List.of(service("{}")),
                List.of(new EventBuilder()
                        .withType("Warning")
                        .withReason("AllocationFailed")
                        .withMessage("Failed to allocate IP for \"k3k-demo/k3k-demo-load-balancer\": no available IPs")
                        .build()));
        assertThat(state.isObserved()).isTrue();
        assertThat(state.isRefused()).isTrue();
        assertThat(state.message())
                .hasValueSatisfying(words -> assertThat(words).endsWith("no available IPs"));
    }

    @Test
    void an_event_of_another_controller_is_no_sign_of_a_load_balancer() {
        List<Event> others = List.of(
                new EventBuilder()
                        .withType("Warning")
                        .withReason("PolicyViolation")
                        .withMessage("policy no-load-balancers: Services of type LoadBalancer are not welcome")
                        .withNewSource("kyverno-admission", null)
                        .build(),
                new EventBuilder()
                        .withReason("FailedToUpdateEndpointSlices")
                        .withNewSource("endpoint-slice-controller", null)
                        .build(),
                new EventBuilder()
                        .withReason("DNSRecordCreated")
                        .withReportingComponent("external-dns")
                        .build());
        ServiceState state = new ServiceState(List.of(service("{}")), others);
        assertThat(state.isObserved()).isFalse();
    }

    @Test
    void a_load_balancer_shows_by_what_it_reports_or_by_who_it_is() {
        assertThat(Stream.of(
                        new EventBuilder().withReason("EnsuringLoadBalancer").build(),
                        new EventBuilder().withReason("IPAllocated").build(),
                        new EventBuilder().withReason("AppliedDaemonSet").build(),
                        new EventBuilder()
                                .withReason("Anything")
                                .withNewSource("metallb-controller", null)
                                .build(),
                        new EventBuilder()
                                .withReason("Anything")
                                .withReportingComponent("kube-vip-cloud-controller")
                                .build()))
                .allMatch(event -> new ServiceState(List.of(service("{}")), List.of(event)).isObserved());
    }

    @Test
    void an_address_beats_an_earlier_failure_and_may_be_a_name() {
        ServiceState state = new ServiceState(
                List.of(service("{loadBalancer: {ingress: [{hostname: lb.example}]}}")),
                List.of(new EventBuilder().withReason("AllocationFailed").build()));
        assertThat(state.isRefused()).isFalse();
        assertThat(state.address()).contains("lb.example");
    }

    @Test
    void an_address_that_has_changed_or_gone_is_told() {
        Service service = service("{}");
        Endpoint used = new Endpoint("192.0.2.7", 6443);
        assertThat(Offer.brokenAddress("Gateway", service, used, Optional.of(List.of("192.0.2.7"))))
                .isEmpty();
        assertThat(Offer.brokenAddress("Gateway", service, used, Optional.of(List.of("192.0.2.8"))))
                .contains(
                        "Gateway k3k-demo has now 192.0.2.8, and no longer 192.0.2.7, which is in the certificate and the"
                                + " kubeconfig");
        assertThat(Offer.brokenAddress("Gateway", service, used, Optional.of(List.of())))
                .hasValueSatisfying(words -> assertThat(words).contains("has now no address"));
        assertThat(Offer.brokenAddress("Gateway", service, used, Optional.empty()))
                .contains("Gateway k3k-demo is gone from the host");
    }

    private static Gateway gateway(String status) {
        return Serialization.unmarshal(
                "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: k3k-demo}\nstatus:\n"
                        + status.indent(2),
                Gateway.class);
    }

    private static Service service(String status) {
        return new ServiceBuilder(Serialization.unmarshal(
                        "apiVersion: v1\nkind: Service\nmetadata: {name: k3k-demo}\nstatus: " + status, Service.class))
                .build();
    }
}
