package io.ksail.internal.exposure;

import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.ksail.exposure.Endpoint;
import io.ksail.exposure.Exposure;
import io.ksail.exposure.ExposureException;
import io.ksail.internal.Deadline;
import io.ksail.internal.exposure.ExposureTier.Offered;
import io.ksail.internal.exposure.ExposureTier.Skipped;
import io.ksail.spec.ExposureType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ExposureChainTest {

    private final List<String> withdrawn = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final Map<ExposureType, Skipped> known = new ConcurrentHashMap<>();

    private final ExposureTier gateway = tier(ExposureType.GATEWAY, new Skipped("no class", "make a class"));
    private final ExposureTier loadBalancer =
            tier(ExposureType.LOAD_BALANCER, new Skipped("no controller", "install one", true));
    private final ExposureTier nodePort = offering(ExposureType.NODE_PORT, "10.0.0.1");

    @Test
    void takes_the_first_address_and_remembers_why_the_better_tiers_had_none() throws InterruptedException {
        ExposureFallback fallback = fallback(Optional.empty(), gateway, loadBalancer, nodePort);
        Offer offer = fallback.next();
        Exposure exposure = fallback.reached(offer, offer.endpoints().get(0), fallback.sans(offer));
        assertThat(exposure.url()).isEqualTo("https://10.0.0.1:30001");
        assertThat(exposure.skipped()).containsExactly("Gateway: no class", "LoadBalancer: no controller");
    }

    @Test
    void the_tiers_have_one_order_however_they_are_found() {
        assertThat(ExposureType.values())
                .containsExactly(
                        ExposureType.GATEWAY,
                        ExposureType.IN_CLUSTER,
                        ExposureType.LOAD_BALANCER,
                        ExposureType.NODE_PORT,
                        ExposureType.PORT_FORWARD);
    }

    @Test
    void what_took_long_to_find_out_is_not_found_out_again_for_the_next_cluster() throws InterruptedException {
        ExposureFallback first = fallback(Optional.empty(), loadBalancer, nodePort);
        Offer offer = first.next();
        first.reached(offer, offer.endpoints().get(0), List.of());
        ExposureFallback second = fallback(Optional.empty(), loadBalancer, nodePort);
        Offer again = second.next();
        assertThat(second.reached(again, again.endpoints().get(0), List.of()).skipped())
                .containsExactly("LoadBalancer: no controller");
        assertThat(asked).hasValue(3);
    }

    @Test
    void a_cluster_that_failed_altogether_teaches_nothing() {
        assertThatThrownBy(() -> fallback(Optional.empty(), loadBalancer).next())
                .isInstanceOf(ExposureException.class);
        assertThat(known).isEmpty();
    }

    @Test
    void who_insists_is_not_told_what_was_true_for_others() throws InterruptedException {
        known.put(ExposureType.NODE_PORT, new Skipped("can't be reached", "open it", true));
        assertThat(fallback(Optional.of(ExposureType.NODE_PORT), nodePort)
                        .next()
                        .endpoints())
                .hasSize(1);
    }

    @Test
    void lists_every_reason_and_remedy_when_no_tier_has_an_address() {
        assertThatThrownBy(
                        () -> fallback(Optional.empty(), gateway, loadBalancer).next())
                .isInstanceOf(ExposureException.class)
                .hasMessageContaining("No address is available for the API server of namespace k3k-demo")
                .hasMessageContaining("Gateway: no class")
                .hasMessageContaining("LoadBalancer: no controller")
                .hasMessageContaining("make a class; or install one");
    }

    @Test
    void a_tier_that_was_insisted_on_is_named_when_it_fails() {
        assertThatThrownBy(() -> fallback(Optional.of(ExposureType.LOAD_BALANCER), loadBalancer)
                        .next())
                .hasMessageContaining("The API server of namespace k3k-demo can't be exposed by LoadBalancer")
                .hasMessageContaining("or leave exposure out, for the best that works");
    }

    @Test
    void an_offer_that_does_not_hold_is_withdrawn_before_the_next_is_asked_for() throws InterruptedException {
        ExposureFallback fallback =
                fallback(Optional.empty(), offering(ExposureType.LOAD_BALANCER, "10.0.0.9"), nodePort);
        Offer first = fallback.next();
        fallback.skip(first, new Skipped("https://10.0.0.9:30001 can't be reached", "open it"));
        assertThat(withdrawn).containsExactly("LoadBalancer");
        Offer second = fallback.next();
        assertThat(fallback.reached(second, second.endpoints().get(0), List.of())
                        .skipped())
                .containsExactly("LoadBalancer: https://10.0.0.9:30001 can't be reached");
    }

    @Test
    void the_certificate_holds_every_name_a_client_may_come_by() throws InterruptedException {
        ExposureFallback fallback = fallback(Optional.empty(), offering(ExposureType.LOAD_BALANCER, "203.0.113.7"));
        assertThat(fallback.sans(fallback.next()))
                .containsExactlyInAnyOrder(
                        "203.0.113.7",
                        "192.0.2.1",
                        "node-1.example",
                        "k3k-demo",
                        "k3k-demo.k3k-demo",
                        "k3k-demo.k3k-demo.svc",
                        "k3k-demo.k3k-demo.svc.cluster.local",
                        "10.43.0.17",
                        "localhost",
                        "127.0.0.1");
    }

    @Test
    void node_ports_are_tried_at_one_address_of_each_sort() {
        List<NodeAddress> all = List.of(
                new NodeAddress("10.0.0.1", "InternalIP"),
                new NodeAddress("10.0.0.2", "InternalIP"),
                new NodeAddress("203.0.113.1", "ExternalIP"),
                new NodeAddress("203.0.113.2", "ExternalIP"));
        assertThat(NodePortTier.addresses(all, "10.0.0.2")).containsExactly("203.0.113.1", "10.0.0.2", "10.0.0.1");
        assertThat(NodePortTier.addresses(all, "api.example")).containsExactly("203.0.113.1", "10.0.0.1");
        assertThat(NodePortTier.addresses(List.of(), "api.example")).isEmpty();
    }

    @Test
    void the_only_tier_that_may_be_used_is_waited_for_longer_and_never_shorter() {
        Duration moment = Duration.ofSeconds(2);
        assertThat(attempt(Optional.empty()).patience(moment)).isEqualTo(moment);
        assertThat(attempt(Optional.of(ExposureType.LOAD_BALANCER)).patience(moment))
                .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(15));
        assertThat(attempt(Optional.of(ExposureType.GATEWAY)).patience(Duration.ofSeconds(20)))
                .isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void an_ipv6_address_stands_in_brackets() {
        assertThat(new Endpoint("fd00::1", 30001).url()).isEqualTo("https://[fd00::1]:30001");
    }

    private ExposureFallback fallback(Optional<ExposureType> forced, ExposureTier... tiers) {
        return new ExposureFallback(List.of(tiers), known, attempt(forced));
    }

    @SuppressWarnings("NullAway")
    private static ExposureAttempt attempt(Optional<ExposureType> forced) {
        ExposureRequest request = new ExposureRequest(
                null,
                "k3k-demo",
                "k3k-demo",
                Map.of(),
                Map.of(),
                6443,
                Optional.empty(),
                forced,
                false,
                Deadline.in(Duration.ofMinutes(1)));
        return new ExposureAttempt(
                request,
                new ServiceBuilder()
                        .withNewSpec()
                        .withClusterIP("10.43.0.17")
                        .withClusterIPs("10.43.0.17")
                        .endSpec()
                        .build(),
                List.of(new NodeAddress("192.0.2.1", "InternalIP"), new NodeAddress("node-1.example", "Hostname")));
    }

    private ExposureTier offering(ExposureType type, String address) {
        return tier(
                type,
                new Offered(new Offer.Fixed(
                        type, List.of(new Endpoint(address, 30001)), () -> withdrawn.add(type.yamlName()))));
    }

    private ExposureTier tier(ExposureType type, ExposureTier.Result result) {
        return new ExposureTier() {
            @Override
            public ExposureType type() {
                return type;
            }

            @Override
            public ExposureTier.Result expose(ExposureAttempt attempt) {
                asked.incrementAndGet();
                return result;
            }
        };
    }
}
