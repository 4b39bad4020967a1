package io.ksail.exposure;

import io.ksail.exposure.ExposureResult.Exposed;
import io.ksail.exposure.ExposureResult.PassedOver;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ExposureChainTest {

    private static final ExposureTier GATEWAY = tier("Gateway", 100, new PassedOver("no class"));
    private static final ExposureTier LOAD_BALANCER = tier("LoadBalancer", 200, new PassedOver("no controller"));
    private static final ExposureTier NODE_PORT = tier(
            "NodePort", 300, new Exposed(new Exposure("NodePort", "10.0.0.1", 30001, List.of("10.0.0.1"), List.of())));

    @Test
    void takes_the_first_address_and_remembers_why_the_better_tiers_had_none() {
        Exposure exposure = new ExposureChain(List.of(NODE_PORT, LOAD_BALANCER, GATEWAY)).expose(request());
        assertThat(exposure.url()).isEqualTo("https://10.0.0.1:30001");
        assertThat(exposure.passedOver()).containsExactly("Gateway: no class", "LoadBalancer: no controller");
    }

    @Test
    void lists_every_reason_when_no_tier_has_an_address() {
        assertThatThrownBy(() -> new ExposureChain(List.of(LOAD_BALANCER, GATEWAY)).expose(request()))
                .isInstanceOf(ExposureException.class)
                .hasMessageContaining("k3k-demo")
                .hasMessageContaining("Gateway: no class")
                .hasMessageContaining("LoadBalancer: no controller");
    }

    @Test
    void an_ipv6_address_stands_in_brackets() {
        assertThat(new Exposure("NodePort", "fd00::1", 30001, List.of(), List.of()).url())
                .isEqualTo("https://[fd00::1]:30001");
    }

    @SuppressWarnings("NullAway")
    private static ExposureRequest request() {
        return new ExposureRequest(null, "k3k-demo", "k3k-demo", java.util.Map.of(), java.util.Map.of(), 6443);
    }

    private static ExposureTier tier(String name, int rank, ExposureResult result) {
        return new ExposureTier() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public int rank() {
                return rank;
            }

            @Override
            public ExposureResult expose(ExposureRequest request) {
                return result;
            }
        };
    }
}
