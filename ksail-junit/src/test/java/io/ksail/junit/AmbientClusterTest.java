package io.ksail.junit;

import io.fabric8.kubernetes.client.Config;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Who wants a cluster for code that looks for a kubeconfig itself has it find nothing else, and afterwards what was there. */
class AmbientClusterTest {

    private static final String NOWHERE = "https://the-ambient-cluster-could-not-be-created.invalid/";
    private static final Map<String, String> NO_HOST =
            Map.of("ksail.host.kubeconfig", "/nowhere/config", "ksail.ambientKubeconfig", "true");

    private final Map<Object, Object> stored = new HashMap<>();

    @BeforeEach
    void someones_own() {
        System.setProperty("kubeconfig", "/home/me/.kube/config");
    }

    @AfterEach
    void restore() {
        end(stored);
        assertThat(System.getProperty("kubeconfig")).isEqualTo("/home/me/.kube/config");
        System.clearProperty("kubeconfig");
        System.clearProperty("kubernetes.master");
    }

    @Test
    void a_static_field_never_finds_another_cluster_where_the_wanted_one_can_not_be_had() {
        run(NO_HOST);
        assertThat(StaticTestCases.foundByField).isEqualTo(NOWHERE);
        assertThat(System.getProperty("kubeconfig")).isEqualTo("/home/me/.kube/config");
    }

    /** Where JUnit logs, so that it is the first that anybody sees, and whether or not there is a logger. */
    @ParameterizedTest
    @CsvSource({
        "true,/nowhere/config,there is no such file",
        "maybe,The configuration parameter ksail.ambientKubeconfig=maybe can't be used,write true"
    })
    void why_there_is_none_is_said_in_three_parts_and_without_a_stack_trace(String value, String tried, String more) {
        List<LogRecord> records = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                records.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("");
        root.addHandler(handler);
        try {
            run(Map.of("ksail.host.kubeconfig", "/nowhere/config", "ksail.ambientKubeconfig", value));
        } finally {
            root.removeHandler(handler);
        }
        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.getLevel()).isEqualTo(Level.SEVERE);
            assertThat(record.getThrown()).isNull();
            assertThat(record.getMessage())
                    .contains(tried, "\n  seen: ", "\n  do:   ", more)
                    .endsWith("finds only " + NOWHERE);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "false", "FALSE"})
    void who_wants_none_finds_what_there_is(String value) {
        AmbientCluster.begin(run(Map.of("ksail.ambientKubeconfig", value), stored));
        assertThat(System.getProperty("kubeconfig")).isEqualTo("/home/me/.kube/config");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "tru", "/some/kubeconfig"})
    void what_says_nothing_is_refused_and_finds_nothing(String value) {
        assertThatThrownBy(() -> AmbientCluster.begin(run(Map.of("ksail.ambientKubeconfig", value), stored)))
                .hasMessageContainingAll("ksail.ambientKubeconfig=" + value, "it is neither true nor false");
        assertThat(Config.autoConfigure(null).getMasterUrl()).isEqualTo(NOWHERE);
    }

    @Test
    void two_at_the_same_time_are_refused() {
        assertThatThrownBy(() -> AmbientCluster.begin(run(NO_HOST, stored))).hasMessageContaining("/nowhere/config");
        assertThatThrownBy(() -> AmbientCluster.begin(run(NO_HOST, new HashMap<>())))
                .hasMessageContainingAll(
                        "There is no cluster for code that looks for a kubeconfig itself",
                        "another test run has one in this JVM, and has not ended");
        end(stored);
        stored.clear();
        assertThatThrownBy(() -> AmbientCluster.begin(run(NO_HOST, stored))).hasMessageContaining("/nowhere/config");
    }

    @Test
    void what_beats_a_kubeconfig_is_refused() {
        System.setProperty("kubernetes.master", "https://mine.example.com/");
        assertThatThrownBy(() -> AmbientCluster.begin(run(NO_HOST, stored)))
                .hasMessageContainingAll(
                        "fabric8's client finds https://mine.example.com/ instead", "KUBERNETES_MASTER");
    }

    private static void run(Map<String, String> parameters) {
        Kit.launch(parameters, StaticTestCases.class);
    }

    private static TestRun run(Map<String, String> parameters, Map<Object, Object> store) {
        return new TestRun(
                (key, make) -> {
                    Object there = store.get(key);
                    if (there == null) {
                        there = make.apply(key);
                        store.put(key, there);
                    }
                    return there;
                },
                key -> Optional.ofNullable(parameters.get(key)));
    }

    private static void end(Map<Object, Object> store) {
        store.values().forEach(value -> ((StoredResource<?>) value).close());
    }

    static class StaticTestCases {
        static String foundByField = Config.autoConfigure(null).getMasterUrl();

        @Test
        void runs() {}
    }
}
