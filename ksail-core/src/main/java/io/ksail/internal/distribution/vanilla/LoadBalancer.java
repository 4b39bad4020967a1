package io.ksail.internal.distribution.vanilla;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.internal.docker.Docker;
import java.util.List;
import java.util.Map;

/** What is in front of several control planes: Envoy, as with Kind. */
record LoadBalancer(NodeList list) {

    private static final String CHECK_EACH = "1s";

    void start(Docker docker, String image) {
        docker.run(
                "starting " + list.balancerName(),
                "run",
                "--detach",
                "--name",
                list.balancerName(),
                "--hostname",
                list.balancerName(),
                "--label",
                "io.x-k8s.kind.cluster=" + list.cluster(),
                "--label",
                "io.x-k8s.kind.role=external-load-balancer",
                "--net",
                ClusterStart.NETWORK,
                "--ip",
                list.balancerAddress(),
                "--restart=on-failure:1",
                "--publish",
                "0.0.0.0:%1$d:%1$d/TCP".formatted(VanillaDistribution.API_PORT),
                "--entrypoint",
                "envoy",
                image,
                "--config-yaml",
                config());
    }

    /** Bytes are passed on to whichever control plane takes connections. */
    String config() {
        Map<String, Object> proxy = Map.of(
                "@type",
                "type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
                "stat_prefix",
                "api",
                "cluster",
                "api",
                "idle_timeout",
                "0s");
        Map<String, Object> listener = Map.of(
                "name",
                "api",
                "address",
                address("0.0.0.0"),
                "filter_chains",
                List.of(Map.of(
                        "filters", List.of(Map.of("name", "envoy.filters.network.tcp_proxy", "typed_config", proxy)))));
        Map<String, Object> check = Map.of(
                "timeout",
                CHECK_EACH,
                "interval",
                CHECK_EACH,
                "no_traffic_interval",
                CHECK_EACH,
                "unhealthy_threshold",
                2,
                "healthy_threshold",
                1,
                "tcp_health_check",
                Map.of());
        Map<String, Object> cluster = Map.of(
                "name",
                "api",
                "type",
                "STATIC",
                "connect_timeout",
                "2s",
                "health_checks",
                List.of(check),
                "load_assignment",
                Map.of(
                        "cluster_name",
                        "api",
                        "endpoints",
                        List.of(Map.of(
                                "lb_endpoints",
                                list.controlPlanes().stream()
                                        .map(node -> Map.of("endpoint", Map.of("address", address(node.address()))))
                                        .toList()))));
        return Serialization.asJson(
                Map.of("static_resources", Map.of("listeners", List.of(listener), "clusters", List.of(cluster))));
    }

    private static Map<String, Object> address(String address) {
        return Map.of("socket_address", Map.of("address", address, "port_value", VanillaDistribution.API_PORT));
    }
}
