package io.ksail.cli;

import io.ksail.cluster.ClusterInfo;
import io.ksail.cluster.ClusterStatus;
import io.ksail.spec.DistributionType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** How clusters look, in the very words. */
class ClusterViewTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private static final ClusterInfo RUNNING = new ClusterInfo(
            "demo",
            "k3k-demo",
            Optional.of(DistributionType.K3S),
            ClusterStatus.RUNNING,
            "",
            NOW.minusSeconds(300),
            Optional.of("ann"),
            Optional.of("ann, process 7"),
            Optional.of("com.example.OrderTest"),
            Optional.of(NOW.plusSeconds(540)),
            Optional.of("NodePort"),
            Optional.of("https://10.0.0.1:31234"),
            List.of("Gateway: the host has no GatewayClass 'eg'", "LoadBalancer: nothing"),
            1,
            1);

    private static final ClusterInfo OF_ANOTHER_TOOL = new ClusterInfo(
            "a-longer-name",
            "ksail-a-longer-name",
            Optional.empty(),
            ClusterStatus.FAILED,
            "pod x: \u001b[31mBack-off\u001b[0m\npulling image",
            NOW.minus(Duration.ofDays(3)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            0,
            2);

    @Test
    void as_a_table() {
        assertThat(ClusterView.table(List.of(OF_ANOTHER_TOOL, RUNNING), false, NOW, Style.PLAIN))
                .isEqualTo("""
                NAME            DISTRIBUTION   STATUS    NODES   AGE   OWNER   EXPOSURE
                a-longer-name   -              Failed    0/2     3d    -       -
                demo            K3s            Running   1/1     5m    ann     NodePort
                """);
    }

    @Test
    void as_a_wide_table_with_nothing_a_terminal_would_act_on() {
        assertThat(ClusterView.table(List.of(OF_ANOTHER_TOOL, RUNNING), true, NOW, Style.PLAIN)
                        .lines()
                        .map(line -> line.substring(line.indexOf("   ", 60))))
                .isNotEmpty();
        assertThat(ClusterView.table(List.of(OF_ANOTHER_TOOL), true, NOW, Style.PLAIN))
                .endsWith("ksail-a-longer-name   -     -         -              pod x: Back-off pulling image\n");
        assertThat(ClusterView.table(List.of(RUNNING), true, NOW, Style.PLAIN))
                .endsWith("k3k-demo    https://10.0.0.1:31234   in 9m     com.example.OrderTest   -\n");
    }

    @Test
    void colours_do_not_move_columns() {
        String coloured = ClusterView.table(List.of(OF_ANOTHER_TOOL, RUNNING), false, NOW, new Style(true));
        assertThat(coloured).contains("\u001b[32mRunning\u001b[0m   1/1", "\u001b[31mFailed\u001b[0m    0/2");
        assertThat(Style.printable(coloured))
                .isEqualTo(ClusterView.table(List.of(OF_ANOTHER_TOOL, RUNNING), false, NOW, Style.PLAIN));
    }

    @Test
    void as_lines() {
        assertThat(new ClusterView(RUNNING, NOW).lines(Style.PLAIN)).isEqualTo("""
                name          demo
                namespace     k3k-demo
                distribution  K3s
                status        Running
                nodes         1/1 Ready
                age           5m (2026-11-25T11:55:00Z)
                expires       in 9m (2026-11-25T12:09:00Z)
                exposure      NodePort
                api           https://10.0.0.1:31234
                skipped       Gateway: the host has no GatewayClass 'eg'; LoadBalancer: nothing
                created by    ann, process 7
                requested by  com.example.OrderTest
                """);
    }

    @Test
    void as_json_with_every_field() {
        assertThat(Document.json(List.of(
                        new ClusterView(RUNNING, NOW).fields(), new ClusterView(OF_ANOTHER_TOOL, NOW).fields())))
                .isEqualTo("""
                [
                  {
                    "name" : "demo",
                    "namespace" : "k3k-demo",
                    "distribution" : "K3s",
                    "status" : "Running",
                    "detail" : null,
                    "nodes" : 1,
                    "nodesReady" : 1,
                    "created" : "2026-11-25T11:55:00Z",
                    "expires" : "2026-11-25T12:09:00Z",
                    "owner" : "ann",
                    "createdBy" : "ann, process 7",
                    "requestedBy" : "com.example.OrderTest",
                    "exposure" : "NodePort",
                    "apiUrl" : "https://10.0.0.1:31234",
                    "skipped" : [
                      "Gateway: the host has no GatewayClass 'eg'",
                      "LoadBalancer: nothing"
                    ]
                  },
                  {
                    "name" : "a-longer-name",
                    "namespace" : "ksail-a-longer-name",
                    "distribution" : null,
                    "status" : "Failed",
                    "detail" : "pod x: \\u001B[31mBack-off\\u001B[0m\\npulling image",
                    "nodes" : 2,
                    "nodesReady" : 0,
                    "created" : "2026-11-22T12:00:00Z",
                    "expires" : null,
                    "owner" : null,
                    "createdBy" : null,
                    "requestedBy" : null,
                    "exposure" : null,
                    "apiUrl" : null,
                    "skipped" : [ ]
                  }
                ]
                """);
        assertThat(Document.json(List.of())).isEqualTo("[ ]\n");
    }

    @Test
    void as_yaml() {
        assertThat(Document.yaml(List.of(new ClusterView(RUNNING, NOW).fields())))
                .startsWith("""
                - name: "demo"
                  namespace: "k3k-demo"
                """)
                .endsWith("""
                          apiUrl: "https://10.0.0.1:31234"
                          skipped:
                          - "Gateway: the host has no GatewayClass 'eg'"
                          - "LoadBalancer: nothing"
                        """);
    }

    @ParameterizedTest
    @CsvSource({"PT-5S,0s", "PT0S,0s", "PT59S,59s", "PT60S,1m", "PT59M59S,59m", "PT3H,3h", "PT47H,47h", "PT49H,2d"})
    void an_age_has_the_unit_that_matters(Duration age, String text) {
        assertThat(Age.of(age)).isEqualTo(text);
    }
}
