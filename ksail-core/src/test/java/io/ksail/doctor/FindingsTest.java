package io.ksail.doctor;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.doctor.HostChecks.Cgroups;
import io.ksail.doctor.HostChecks.Connection;
import io.ksail.doctor.HostChecks.GatewayApi;
import io.ksail.doctor.HostChecks.LoadBalancer;
import io.ksail.doctor.HostChecks.NodePorts;
import io.ksail.internal.preflight.Preflight.Answer;
import io.ksail.internal.preflight.Preflight.Answer.Level;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is made of what a host says. */
class FindingsTest {

    @Test
    void old_versions_are_warned_of() {
        assertThat(Connection.judged("v1.26.15+k3s1", "").level()).isEqualTo(Level.WARNING);
        assertThat(Connection.judged("v1.27.0", "").level()).isEqualTo(Level.OK);
        assertThat(Connection.judged("v1.36.4-eks-1234", "").level()).isEqualTo(Level.OK);
        assertThat(Connection.judged("whatever", "").level()).isEqualTo(Level.OK);
    }

    @Test
    void gateways() {
        assertThat(GatewayApi.judged(List.of("eg", "istio"), true))
                .isEqualTo(Answer.ok("GatewayClasses eg, istio; TCPRoute is served"));
        assertThat(GatewayApi.judged(List.of("eg"), false).seen()).contains("TCPRoute is not served");
        assertThat(GatewayApi.judged(List.of(), true).level()).isEqualTo(Level.WARNING);
    }

    @Test
    void load_balancers() {
        Service waiting = service("metadata: {name: a, namespace: x}\nspec: {type: LoadBalancer}\nstatus: {}");
        Service served = service("""
                metadata: {name: b, namespace: x}
                spec: {type: LoadBalancer}
                status: {loadBalancer: {ingress: [{hostname: lb.example.com}]}}
                """);
        Service other = service("metadata: {name: c, namespace: x}\nspec: {type: ClusterIP}");
        assertThat(LoadBalancer.judged(List.of(other)).seen()).startsWith("not known");
        assertThat(LoadBalancer.judged(List.of(other, waiting)))
                .satisfies(finding -> assertThat(finding.level()).isEqualTo(Level.WARNING))
                .satisfies(finding -> assertThat(finding.seen()).isEqualTo("Service x/a has no address"));
        assertThat(LoadBalancer.judged(List.of(waiting, served)))
                .isEqualTo(Answer.ok("Service x/b has lb.example.com"));
    }

    @Test
    void node_ports() throws IOException {
        assertThat(NodePorts.judged(List.of(), List.of()).level()).isEqualTo(Level.WARNING);
        assertThat(NodePorts.judged(List.of("10.0.0.1", "10.0.0.2"), List.of(false, false))
                        .seen())
                .isEqualTo("no answer from here at 10.0.0.1, 10.0.0.2");
        assertThat(NodePorts.judged(List.of("10.0.0.1", "10.0.0.2"), List.of(false, true))
                        .seen())
                .isEqualTo("nodes are reached at 10.0.0.2");
        int port;
        try (ServerSocket open = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = open.getLocalPort();
            assertThat(NodePorts.answers("127.0.0.1", port)).isTrue();
        }
        assertThat(NodePorts.answers("127.0.0.1", port)).as("a refusal").isTrue();
    }

    @Test
    void cgroups() {
        assertThat(Cgroups.named("# TYPE kubelet_cgroup_version gauge\nkubelet_cgroup_version 2\n"))
                .isEqualTo("2");
        assertThat(Cgroups.named("kubelet_other 1\n")).isEmpty();
        assertThat(Cgroups.judged(Map.of("n1", "2", "n2", "2")).seen()).isEqualTo("version 2");
        assertThat(Cgroups.judged(Map.of("n1", "2", "n2", "1")).seen()).startsWith("version 1 on n2");
        assertThat(Cgroups.judged(Map.of("n1", "")).seen()).startsWith("not known");
        assertThat(Cgroups.judged(Map.of()).level()).isEqualTo(Level.OK);
    }

    private static Service service(String yaml) {
        return Serialization.unmarshal(yaml, Service.class);
    }
}
