package io.ksail.junit;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.junit.LocallyRunOperatorExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

import static org.assertj.core.api.Assertions.assertThat;

/** An operator's extension that would run on another cluster than the nested one is refused, and no other. */
class OperatorExtensionsTest {

    private static final String REFUSED = "can't be used beside @NestedCluster";
    private static final Map<String, String> NO_HOST = Map.of("ksail.host.kubeconfig", "/nowhere/config");

    private final Optional<String> before = Optional.ofNullable(System.getProperty("kubeconfig"));

    @BeforeEach
    void somebodys_own_cluster(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("config"), """
                apiVersion: v1
                kind: Config
                current-context: mine
                clusters: [{name: mine, cluster: {server: "https://mine.example.com"}}]
                users: [{name: mine, user: {}}]
                contexts: [{name: mine, context: {cluster: mine, user: mine}}]
                """);
        System.setProperty("kubeconfig", file.toString());
    }

    @AfterEach
    void restore() {
        before.ifPresentOrElse(
                value -> System.setProperty("kubeconfig", value), () -> System.clearProperty("kubeconfig"));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                StaticTestCases.class,
                InheritedTestCases.class,
                AroundTestCases.class,
                OfTheTeamTestCases.class,
                InstanceTestCases.class,
                PerClassTestCases.class
            })
    void refused(Class<?> testClass) {
        assertThat(Kit.failureOf(Kit.run(NO_HOST, testClass)))
                .hasMessageContainingAll(
                        "The extension operator of io.ksail.junit.OperatorExtensionsTest$",
                        REFUSED,
                        "Extension leads to https://mine.example.com, the cluster that it finds on this machine",
                        "set ksail.ambientKubeconfig=true",
                        "withKubernetesClient(client)");
    }

    /** They fail for lack of a host, which they get to. */
    @ParameterizedTest
    @ValueSource(classes = {ElsewhereTestCases.class, SuiteTestCases.class, PlainFieldTestCases.class})
    void not_refused(Class<?> testClass) {
        assertThat(Kit.failureOf(Kit.run(NO_HOST, testClass)))
                .hasMessageContaining("/nowhere/config")
                .hasMessageNotContaining(REFUSED);
    }

    @Test
    void where_no_cluster_is_declared_they_are_nobodys_business() {
        Kit.run(NO_HOST, WithoutUsTestCases.class).testEvents().assertStatistics(stats -> stats.succeeded(1)
                .failed(0));
    }

    @Test
    void with_a_cluster_for_code_that_looks_for_a_kubeconfig_itself_nothing_is_said() {
        Map<String, String> parameters = new HashMap<>(NO_HOST);
        parameters.put("ksail.ambientKubeconfig", "true");
        TestExecutionSummary summary = Kit.launch(parameters, AmbientTestCases.class);
        assertThat(summary.getFailures()).singleElement().satisfies(failure -> assertThat(failure.getException())
                .hasMessageContaining("/nowhere/config")
                .hasMessageNotContaining(REFUSED));
    }

    @NestedCluster
    static class StaticTestCases {
        @RegisterExtension
        static LocallyRunOperatorExtension operator = new LocallyRunOperatorExtension(null);

        @Test
        void never_runs() {}
    }

    static class BaseTestCases {
        @RegisterExtension
        static LocallyRunOperatorExtension operator = new LocallyRunOperatorExtension(null);
    }

    @NestedCluster
    static class InheritedTestCases extends BaseTestCases {
        @Test
        void never_runs() {}
    }

    static class AroundTestCases {
        @RegisterExtension
        static LocallyRunOperatorExtension operator = new LocallyRunOperatorExtension(null);

        @Nested
        @NestedCluster
        class Inside {
            @Test
            void never_runs() {}
        }
    }

    static final class TeamExtension extends LocallyRunOperatorExtension {
        TeamExtension() {
            super(null);
        }
    }

    @NestedCluster
    static class OfTheTeamTestCases {
        @RegisterExtension
        private static final TeamExtension operator = new TeamExtension();

        @Test
        void never_runs() {}
    }

    /** Its cluster is made after its instance, so no client could have been given. */
    @NestedCluster(scope = Scope.METHOD)
    static class InstanceTestCases {
        @RegisterExtension
        final LocallyRunOperatorExtension operator = new LocallyRunOperatorExtension(null);

        @Test
        void never_runs() {}
    }

    @NestedCluster
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class PerClassTestCases {
        @RegisterExtension
        final LocallyRunOperatorExtension operator = new LocallyRunOperatorExtension(null);

        @Test
        void never_runs() {}
    }

    @NestedCluster
    static class ElsewhereTestCases {
        @RegisterExtension
        static LocallyRunOperatorExtension operator = new LocallyRunOperatorExtension(new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl("https://theirs.example.com")
                        .build())
                .build());

        @Test
        void never_runs() {}
    }

    /** It may be there already, and be the one that is found. */
    @NestedCluster(scope = Scope.SUITE)
    static class SuiteTestCases {
        @RegisterExtension
        static LocallyRunOperatorExtension operator = new LocallyRunOperatorExtension(null);

        @Test
        void never_runs() {}
    }

    /** Nobody has JUnit call it. */
    @NestedCluster
    static class PlainFieldTestCases {
        static LocallyRunOperatorExtension operator = new LocallyRunOperatorExtension(null);

        @Test
        void never_runs() {}
    }

    static class WithoutUsTestCases {
        @RegisterExtension
        static LocallyRunOperatorExtension operator = new LocallyRunOperatorExtension(null);

        @Test
        void runs() {}
    }

    @NestedCluster
    static class AmbientTestCases {
        @RegisterExtension
        static LocallyRunOperatorExtension operator = new LocallyRunOperatorExtension(null);

        @Test
        void never_runs() {}
    }
}
