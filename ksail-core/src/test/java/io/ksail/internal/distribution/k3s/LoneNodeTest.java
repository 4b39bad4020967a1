package io.ksail.internal.distribution.k3s;

import io.ksail.spec.Cidrs;
import io.ksail.spec.ClusterNetworks;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class LoneNodeTest {

    @Test
    void the_only_node_is_one() {
        assertThat(LoneNode.suits(demo().build())).isTrue();
    }

    @Test
    void one_of_several_nodes_is_none() {
        assertThat(LoneNode.suits(demo().workers(1).build())).isFalse();
        assertThat(LoneNode.suits(demo().controlPlanes(3).build())).isFalse();
    }

    @Test
    void an_image_of_the_user_is_taken_as_it_is() {
        assertThat(LoneNode.suits(demo().nodeImage("registry.example/k3s:mine").build()))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10.64.0.0/24, 10.128.0.0/16, true",
        "fd00:10:64::/56, fd00:10:128::/112, false",
        "'10.64.0.0/16,fd00:10:64::/56', '10.128.0.0/16,fd00:10:128::/112', false"
    })
    void the_range_of_its_pods_is_known_beforehand(String pods, String services, boolean lone) {
        assertThat(LoneNode.suits(demo().networks(networks(pods, services)).build()))
                .isEqualTo(lone);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--disable-cloud-controller",
                "--kubelet-arg=cloud-provider=external",
                "--flannel-backend=none",
                "--kube-controller-manager-arg=node-cidr-mask-size=26",
                "--node-taint=a=b:NoSchedule",
                "--disable-agent",
                "--docker",
                "--container-runtime-endpoint=/run/other.sock",
                "--config=/etc/mine.yaml"
            })
    void whoever_asks_for_other_nodes_or_networks_gets_k3s_as_it_is(String argument) {
        assertThat(LoneNode.suits(demo().serverArguments(List.of(argument)).build()))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--kube-apiserver-arg=v=2", "--disable=coredns", "--kubelet-arg=max-pods=20"})
    void other_arguments_change_nothing(String argument) {
        assertThat(LoneNode.suits(demo().serverArguments(List.of(argument)).build()))
                .isTrue();
    }

    @Test
    void its_pods_get_the_first_range_that_a_node_gets() {
        LoneNode lone = LoneNode.of(
                demo().networks(networks("10.100.0.0/14", "10.200.0.0/16")).build(), "demo-server-0");
        List<String> command = lone.network().getPostStart().getExec().getCommand();
        assertThat(command).startsWith("sh", "-c").endsWith("05-ksail.conflist", "10.100.0.0/24");
        assertThat(lone.arguments()).contains("--kubelet-arg=provider-id=k3s://demo-server-0");
    }

    private static ClusterSpecBuilder demo() {
        return ClusterSpec.named("demo");
    }

    private static ClusterNetworks networks(String pods, String services) {
        return new ClusterNetworks(Optional.of(Cidrs.parse(pods)), Optional.of(Cidrs.parse(services)));
    }
}
