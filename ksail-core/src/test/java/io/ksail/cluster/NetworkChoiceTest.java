package io.ksail.cluster;

import io.ksail.host.HostNetwork;
import io.ksail.spec.Cidr;
import io.ksail.spec.Cidrs;
import io.ksail.spec.ClusterNetworks;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.InvalidSpecException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NetworkChoiceTest {

    private static final HostNetwork K3S_PODS =
            new HostNetwork(new Cidr("10.42.0.0/24"), "pod network", "node n1, spec.podCIDR");

    @Test
    void what_does_not_clash_stays_as_it_is() {
        ClusterSpec spec = ClusterSpec.named("demo").build();
        assertThat(new NetworkChoice(List.of(K3S_PODS)).settled(spec)).isSameAs(spec);
    }

    @Test
    void a_network_that_was_asked_for_and_that_the_host_uses_is_refused_with_both_names() {
        assertThatThrownBy(() -> new NetworkChoice(List.of(K3S_PODS)).settled(asking("10.42.0.0/16", "10.43.0.0/16")))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining(
                        "nested cluster CIDR overlaps: podCidr 10.42.0.0/16 overlaps the host's pod network"
                                + " 10.42.0.0/24 (node n1, spec.podCIDR)");
    }

    @Test
    void a_service_network_is_refused_too() {
        HostNetwork services = new HostNetwork(new Cidr("10.43.0.0/16"), "service network", "ServiceCIDR kubernetes");
        assertThatThrownBy(() -> new NetworkChoice(List.of(services)).settled(asking("10.1.0.0/16", "10.43.0.0/16")))
                .hasMessageContaining("serviceCidr 10.43.0.0/16 overlaps the host's service network 10.43.0.0/16");
    }

    @Test
    void defaults_that_nobody_asked_for_move_aside() {
        HostNetwork nestedPods = new HostNetwork(new Cidr("10.64.0.0/24"), "pod network", "node n1, spec.podCIDR");
        ClusterNetworks networks = new NetworkChoice(List.of(nestedPods))
                .settled(ClusterSpec.named("demo").build())
                .networks();
        assertThat(networks.pods()).hasToString("10.65.0.0/16");
        assertThat(networks.services()).hasToString("10.128.0.0/16");
    }

    @Test
    void a_default_does_not_move_onto_the_network_that_was_asked_for() {
        HostNetwork nestedPods = new HostNetwork(new Cidr("10.64.0.0/24"), "pod network", "node n1, spec.podCIDR");
        ClusterSpec spec = ClusterSpec.named("demo")
                .networks(new ClusterNetworks(Optional.empty(), Optional.of(Cidrs.parse("10.65.0.0/16"))))
                .build();
        assertThat(new NetworkChoice(List.of(nestedPods))
                        .settled(spec)
                        .networks()
                        .pods())
                .hasToString("10.66.0.0/16");
    }

    private static ClusterSpec asking(String pods, String services) {
        return ClusterSpec.named("demo")
                .networks(new ClusterNetworks(Optional.of(Cidrs.parse(pods)), Optional.of(Cidrs.parse(services))))
                .build();
    }
}
