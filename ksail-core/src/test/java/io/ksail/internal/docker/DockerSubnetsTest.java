package io.ksail.internal.docker;

import io.ksail.spec.Cidr;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DockerSubnetsTest {

    @Test
    void addresses_keep_clear_of_those_that_host_and_cluster_use() {
        DockerSubnets networks =
                DockerSubnets.avoiding(List.of(new Cidr("172.16.0.0/12"), new Cidr("192.168.241.7/32")));
        assertThat(networks.block()).isEqualTo(new Cidr("10.245.240.0/20"));
    }

    @Test
    void nodes_bridge_and_other_networks_share_no_address() {
        DockerSubnets networks = DockerSubnets.avoiding(List.of());
        Cidr bridge = Cidr.around(networks.bridge()).orElseThrow();
        assertThat(networks.nodes().overlaps(bridge)).isFalse();
        assertThat(networks.others().overlaps(bridge)).isFalse();
        assertThat(networks.others().overlaps(networks.nodes())).isFalse();
        assertThat(List.of(bridge, networks.nodes(), networks.others()))
                .allSatisfy(part -> assertThat(part.overlaps(networks.block())).isTrue());
    }

    @Test
    void every_node_has_an_address_of_its_own_in_the_nodes_network() {
        DockerSubnets networks = DockerSubnets.avoiding(List.of());
        assertThat(networks.node(0)).isEqualTo("172.29.241.2");
        assertThat(new Cidr(networks.node(DockerSubnets.MOST_NODES - 1) + "/32").overlaps(networks.nodes()))
                .isTrue();
    }

    @Test
    void a_host_that_has_everything_gets_some_addresses_all_the_same() {
        assertThat(DockerSubnets.avoiding(List.of(new Cidr("0.0.0.0/0"))).nodes())
                .isEqualTo(new Cidr("172.29.241.0/24"));
    }
}
