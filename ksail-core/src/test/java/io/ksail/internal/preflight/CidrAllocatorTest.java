package io.ksail.internal.preflight;

import io.ksail.internal.host.HostNetwork;
import io.ksail.internal.preflight.Preflight.Answer;
import io.ksail.internal.preflight.Preflight.Answer.Level;
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

class CidrAllocatorTest {

    private static final HostNetwork K3S_PODS =
            new HostNetwork(new Cidr("10.42.0.0/24"), "pod network", "node n1, spec.podCIDR");

    @Test
    void what_does_not_clash_stays_as_it_is() {
        ClusterSpec spec = ClusterSpec.named("demo").build();
        assertThat(allocated(List.of(K3S_PODS), spec)).isSameAs(spec);
    }

    @Test
    void a_network_that_was_asked_for_and_that_the_host_uses_is_refused_with_both_names() {
        assertThatThrownBy(() -> allocated(List.of(K3S_PODS), asking("10.42.0.0/16", "10.43.0.0/16")))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining(
                        "nested cluster CIDR overlaps: podCidr 10.42.0.0/16 overlaps the host's pod network"
                                + " 10.42.0.0/24 (node n1, spec.podCIDR)");
    }

    @Test
    void a_service_network_is_refused_too() {
        HostNetwork services = new HostNetwork(new Cidr("10.43.0.0/16"), "service network", "ServiceCIDR kubernetes");
        assertThatThrownBy(() -> allocated(List.of(services), asking("10.1.0.0/16", "10.43.0.0/16")))
                .hasMessageContaining("serviceCidr 10.43.0.0/16 overlaps the host's service network 10.43.0.0/16");
    }

    @Test
    void defaults_that_nobody_asked_for_move_aside() {
        HostNetwork nestedPods = new HostNetwork(new Cidr("10.64.0.0/24"), "pod network", "node n1, spec.podCIDR");
        ClusterNetworks networks = allocated(
                        List.of(nestedPods), ClusterSpec.named("demo").build())
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
        assertThat(allocated(List.of(nestedPods), spec).networks().pods()).hasToString("10.66.0.0/16");
    }

    @Test
    void a_host_that_has_all_of_10_leaves_other_private_ranges() {
        HostNetwork ciliumDefault = new HostNetwork(
                new Cidr("10.0.0.0/8"), "pod network", "ConfigMap kube-system/cilium-config, cluster-pool-ipv4-cidr");
        ClusterNetworks networks = allocated(
                        List.of(ciliumDefault), ClusterSpec.named("demo").build())
                .networks();
        assertThat(networks.pods()).hasToString("100.64.0.0/16");
        assertThat(networks.services()).hasToString("100.96.0.0/16");
    }

    @Test
    void a_host_that_leaves_nothing_is_an_error_and_not_an_overlap() {
        HostNetwork all = new HostNetwork(new Cidr("0.0.0.0/0"), "pod network", "node n1, spec.podCIDR");
        assertThatThrownBy(
                        () -> allocated(List.of(all), ClusterSpec.named("demo").build()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining(
                        "nested cluster CIDR overlaps: podCidr 10.64.0.0/16 overlaps the host's pod network"
                                + " 0.0.0.0/0 (node n1, spec.podCIDR), and none of 52 others is free")
                .hasMessageContaining("choose a range with podCidr");
    }

    @Test
    void either_family_of_two_can_clash() {
        HostNetwork six = new HostNetwork(new Cidr("fd00:10:244::/56"), "pod network", "node n1, spec.podCIDR");
        assertThatThrownBy(() ->
                        allocated(List.of(six), asking("10.1.0.0/16,fd00:10:244::/48", "10.2.0.0/16,fd00:10:96::/112")))
                .hasMessageContaining(
                        "podCidr 10.1.0.0/16,fd00:10:244::/48 overlaps the host's pod network" + " fd00:10:244::/56");
        ClusterSpec four = asking("10.1.0.0/16", "10.2.0.0/16");
        assertThat(allocated(List.of(six), four)).isSameAs(four);
    }

    @Test
    void the_doctor_is_told_of_networks_that_clash_with_the_defaults() {
        HostNetwork pods = new HostNetwork(new Cidr("10.64.0.0/14"), HostNetwork.PODS, "node n1, spec.podCIDR");
        assertThat(seen(List.of(pods))).satisfies(answer -> {
            assertThat(answer.level()).isEqualTo(Level.WARNING);
            assertThat(answer.seen())
                    .isEqualTo("10.64.0.0/16 overlaps the host's pod network 10.64.0.0/14 (node n1, spec.podCIDR)");
        });
    }

    @Test
    void and_of_networks_that_are_only_guessed() {
        HostNetwork pods =
                new HostNetwork(new Cidr("10.42.0.0/16"), HostNetwork.PODS, "usual range; the host does not say");
        assertThat(seen(List.of(pods)).level()).isEqualTo(Level.WARNING);
    }

    private static Answer seen(List<HostNetwork> host) {
        return new CidrAllocator(() -> host, ClusterSpec.named("demo").build()).look();
    }

    private static ClusterSpec allocated(List<HostNetwork> host, ClusterSpec spec) {
        CidrAllocator allocator = new CidrAllocator(() -> host, spec);
        allocator.require();
        return allocator.allocated();
    }

    private static ClusterSpec asking(String pods, String services) {
        return ClusterSpec.named("demo")
                .networks(new ClusterNetworks(Optional.of(Cidrs.parse(pods)), Optional.of(Cidrs.parse(services))))
                .build();
    }
}
