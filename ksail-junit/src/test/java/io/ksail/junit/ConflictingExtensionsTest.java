package io.ksail.junit;

import io.fabric8.junit.jupiter.api.KubernetesTest;
import io.fabric8.junit.jupiter.api.RequireK8sSupport;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Beside others who give clients: they are let be where they are asked, and refused where nobody can tell who is. */
class ConflictingExtensionsTest {

    private static final Map<String, String> NO_HOST = Map.of("ksail.host.kubeconfig", "/nowhere/config");

    private static final String OF_ITS_OWN = "it sets the clients of the class to a server of its own";
    private static final String AMBIENT = "it uses the cluster of the kubeconfig that it finds on this machine";

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(MockServerTestCases.class, "@EnableKubernetesMockClient of ", OF_ITS_OWN),
                Arguments.of(InheritedTestCases.class, "@KubernetesTest of ", AMBIENT),
                Arguments.of(OfTheTeamTestCases.class, "@KubernetesTest of ", "set ksail.ambientKubeconfig=true"),
                Arguments.of(AroundTestCases.class, "@KubernetesTest of ", AMBIENT),
                Arguments.of(SuiteTestCases.class, "@RequireK8sSupport of ", AMBIENT));
    }

    @ParameterizedTest
    @MethodSource
    void refused(Class<?> testClass, String tried, String seen) {
        assertThat(Kit.failureOf(Kit.run(NO_HOST, testClass)))
                .hasMessageContainingAll(tried, "can't be used beside @NestedCluster", seen);
    }

    @Test
    void where_no_cluster_is_declared_they_are_nobodys_business() {
        Kit.run(NO_HOST, PlainTestCases.class).testEvents().assertStatistics(stats -> stats.succeeded(1)
                .failed(0));
    }

    @ParameterizedTest
    @ValueSource(classes = {ArgumentsTestCases.class, ArgumentsOfTheClassTestCases.class, MarkedTestCases.class})
    void what_others_give_is_theirs(Class<?> testClass) {
        Kit.run(NO_HOST, testClass).testEvents().assertStatistics(stats -> stats.succeeded(2)
                .failed(0));
    }

    @Test
    void what_nobody_else_gives_is_ours() {
        assertThat(Kit.failureOf(Kit.run(NO_HOST, OursBesideTestCases.class)))
                .hasMessageContaining("No nested cluster is declared for");
        assertThat(Kit.failureOf(Kit.run(NO_HOST, OursInTheClassTestCases.class)))
                .hasMessageContaining("No nested cluster is declared for");
        assertThat(Kit.failureOf(Kit.run(NO_HOST, NullableTestCases.class)))
                .hasMessageContaining("No nested cluster is declared for");
    }

    static Stream<Arguments> clients() {
        return Stream.of(Arguments.of(client("one"), "one"), Arguments.of(client("two"), "two"));
    }

    private static KubernetesClient client(String name) {
        Config config = Config.empty();
        config.setMasterUrl("https://" + name + ".invalid/");
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    @NestedCluster
    @EnableKubernetesMockClient
    static class MockServerTestCases {
        KubernetesClient client;

        @Test
        void never_runs() {}
    }

    @KubernetesTest
    static class BaseTestCases {}

    @NestedCluster
    static class InheritedTestCases extends BaseTestCases {
        @Test
        void never_runs() {}
    }

    @KubernetesTest
    @Retention(RetentionPolicy.RUNTIME)
    @interface TeamTest {}

    @NestedCluster
    @TeamTest
    static class OfTheTeamTestCases {
        @Test
        void never_runs() {}
    }

    @KubernetesTest
    static class AroundTestCases {
        @Nested
        @NestedCluster
        class Inside {
            @Test
            void never_runs() {}
        }
    }

    /** Another one than that of the run, as long as nobody says that it is the ambient one. */
    @NestedCluster(scope = Scope.SUITE)
    @RequireK8sSupport
    static class SuiteTestCases {
        @Test
        void never_runs() {}
    }

    @KubernetesTest
    static class PlainTestCases {
        @Test
        void runs() {}
    }

    /** With our extension, and without a cluster: there is nothing of ours to give. */
    @ExtendWith(NestedClusterExtension.class)
    static class ArgumentsTestCases {
        @ParameterizedTest
        @MethodSource("io.ksail.junit.ConflictingExtensionsTest#clients")
        void has_the_argument(KubernetesClient client, String name) {
            assertThat(client.getMasterUrl()).hasHost(name + ".invalid");
        }
    }

    @ExtendWith(NestedClusterExtension.class)
    @ParameterizedClass
    @MethodSource("io.ksail.junit.ConflictingExtensionsTest#clients")
    static class ArgumentsOfTheClassTestCases {
        private final KubernetesClient client;
        private final String name;

        ArgumentsOfTheClassTestCases(KubernetesClient client, String name) {
            this.client = client;
            this.name = name;
        }

        @Test
        void has_the_argument() {
            assertThat(client.getMasterUrl()).hasHost(name + ".invalid");
        }
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface Mock {}

    static final class Mocks implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.isAnnotated(Mock.class);
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Config.class ? Config.empty() : client("mock");
        }
    }

    @ExtendWith({NestedClusterExtension.class, Mocks.class})
    static class MarkedTestCases {
        @Test
        void has_the_mock(@Mock KubernetesClient client) {
            assertThat(client.getMasterUrl()).hasHost("mock.invalid");
        }

        @Test
        void has_another_type(@Mock Config config) {
            assertThat(config).isNotNull();
        }
    }

    @ExtendWith(NestedClusterExtension.class)
    static class OursBesideTestCases {
        @ParameterizedTest
        @ValueSource(strings = "one")
        void never_runs(String name, KubernetesClient client) {}
    }

    @ExtendWith(NestedClusterExtension.class)
    @ParameterizedClass
    @ValueSource(strings = "one")
    static class OursInTheClassTestCases {
        @Parameter
        String name;

        @Test
        void never_runs(KubernetesClient client) {}
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface Nonnull {}

    @ExtendWith(NestedClusterExtension.class)
    static class NullableTestCases {
        @Test
        void never_runs(@Nonnull KubernetesClient client) {}
    }
}
