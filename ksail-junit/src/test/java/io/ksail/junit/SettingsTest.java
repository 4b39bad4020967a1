package io.ksail.junit;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.internal.Home;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ExposureType;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.Readiness;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SettingsTest {

    @Test
    void attributes_are_taken_as_they_are() {
        ClusterSpec spec = settings(Declared.class, Map.of(), Map.of()).cluster();
        assertThat(spec.name()).hasToString("mine");
        assertThat(spec.readyTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(spec.kubernetesVersion()).hasToString("Optional[1.33.1]");
        assertThat(spec.requestedBy()).contains(Declared.class.getName());
    }

    @Test
    void the_environment_beats_attributes_and_parameters_beat_both() {
        Map<String, String> environment = Map.of("KSAIL_NESTED_READY_TIMEOUT", "5m");
        assertThat(settings(Declared.class, Map.of(), environment).cluster().readyTimeout())
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(settings(Declared.class, Map.of("ksail.readyTimeout", "7m"), environment)
                        .cluster()
                        .readyTimeout())
                .isEqualTo(Duration.ofMinutes(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", "tru"})
    void what_says_neither_true_nor_false_is_refused(String value) {
        assertThatThrownBy(() -> settings(Plain.class, Map.of("ksail.installOperator", value), Map.of())
                        .cluster())
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContainingAll("ksail.installOperator=" + value, "it is neither true nor false");
        assertThat(settings(Plain.class, Map.of("ksail.installOperator", "TRUE"), Map.of())
                        .cluster()
                        .installOperator())
                .isTrue();
        assertThat(settings(Plain.class, Map.of("ksail.installOperator", "false"), Map.of())
                        .cluster()
                        .installOperator())
                .isFalse();
    }

    @Test
    void an_embedded_host_is_shared_for_a_while_unless_told_otherwise() {
        assertThat(settings(Embedded.class, Map.of(), Map.of()).host()).isEqualTo(HostRequest.embedded());
        assertThat(settings(Embedded.class, Map.of("ksail.host.keepFor", "8h", "ksail.host.shared", "false"), Map.of())
                        .host())
                .isEqualTo(
                        HostRequest.embedded().withKeepFor(Duration.ofHours(8)).notShared());
        assertThatThrownBy(() -> settings(Plain.class, Map.of("ksail.host.shared", "no"), Map.of())
                        .host())
                .hasMessageContainingAll("ksail.host.shared=no", "it is neither true nor false");
        assertThatThrownBy(() -> settings(Plain.class, Map.of("ksail.host.keepFor", "-1m"), Map.of())
                        .host())
                .hasMessageContaining("can't be kept for a negative time");
    }

    @Test
    void what_a_killed_jvm_leaves_on_an_embedded_host_is_gone_sooner_than_elsewhere() {
        assertThat(settings(Embedded.class, Map.of(), Map.of()).cluster().lease())
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(settings(Embedded.class, Map.of("ksail.lease", "5m"), Map.of())
                        .cluster()
                        .lease())
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(settings(Plain.class, Map.of("ksail.host", "kubeconfig"), Map.of())
                        .cluster()
                        .lease())
                .isEqualTo(ClusterSpec.DEFAULT_LEASE);
    }

    @Test
    void a_duration_without_end_is_refused_wherever_it_stands() {
        String endless = "99999999999h";
        assertThatThrownBy(() -> settings(Declared.class, Map.of("ksail.readyTimeout", endless), Map.of())
                        .cluster())
                .hasMessageContaining("ksail.readyTimeout '99999999999h' can't be used")
                .hasMessageContaining("it is more than 365 days");
        assertThatThrownBy(() -> settings(Declared.class, Map.of(), Map.of("KSAIL_NESTED_READY_TIMEOUT", endless))
                        .cluster())
                .hasMessageContaining("it is more than 365 days");
    }

    @Test
    void a_distribution_that_there_is_not_is_refused_with_the_one_that_may_be_meant() {
        assertThatThrownBy(() -> settings(Misspelled.class, Map.of(), Map.of()).cluster())
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("The distribution 'vanilla' can't be used")
                .hasMessageContaining("did you mean 'Vanilla'?");
    }

    @Test
    void an_exposure_is_insisted_on_by_attribute_or_parameter_in_either_spelling() {
        assertThat(settings(ByGateway.class, Map.of(), Map.of()).cluster().exposure())
                .contains(ExposureType.GATEWAY);
        assertThat(settings(ByGateway.class, Map.of(), Map.of()).cluster().gatewayClassName())
                .contains("eg");
        for (String spelt : List.of("NodePort", "node_port")) {
            assertThat(settings(ByGateway.class, Map.of("ksail.exposure", spelt), Map.of())
                            .cluster()
                            .exposure())
                    .contains(ExposureType.NODE_PORT);
        }
        assertThatThrownBy(() -> settings(ByGateway.class, Map.of("ksail.exposure", "ingress"), Map.of())
                        .cluster())
                .hasMessageContaining("The configuration parameter ksail.exposure=ingress can't be used")
                .hasMessageContaining("Gateway, InCluster, LoadBalancer, NodePort, PortForward");
    }

    @Test
    void parameters_name_the_host() {
        HostRequest host = settings(Plain.class, Map.of("ksail.host.context", "ci"), Map.of())
                .host();
        assertThat(host.kind()).isEqualTo(HostKind.KUBECONFIG);
        assertThat(host.context()).contains("ci");
        assertThat(settings(Declared.class, Map.of("ksail.host.kubeconfig", "theirs"), Map.of())
                        .host()
                        .kubeconfig())
                .contains(Path.of("theirs"));
    }

    @Test
    void a_kind_by_parameter_beats_an_embedded_annotation_and_then_the_environment_counts() {
        HostRequest host = settings(
                        Embedded.class, Map.of("ksail.host", "kubeconfig"), Map.of("KSAIL_HOST_CONTEXT", "ci"))
                .host();
        assertThat(host.decided()).isEqualTo(HostKind.KUBECONFIG);
        assertThat(host.context()).contains("ci");
        assertThat(settings(Embedded.class, Map.of(), Map.of("KSAIL_HOST_CONTEXT", "ci"))
                        .host()
                        .decided())
                .isEqualTo(HostKind.EMBEDDED);
    }

    @Test
    void an_embedded_host_asked_for_by_parameter_forgets_what_the_annotation_names() {
        assertThat(settings(Declared.class, Map.of("ksail.host", "embedded"), Map.of())
                        .host())
                .isEqualTo(new HostRequest(HostKind.EMBEDDED, Optional.empty(), Optional.empty()));
    }

    @Test
    void wrong_values_name_their_source_and_the_right_form() {
        assertThatThrownBy(() -> settings(Plain.class, Map.of("ksail.host", "docker"), Map.of())
                        .host())
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("ksail.host=docker")
                .hasMessageContaining("auto, embedded, kubeconfig");
        assertThatThrownBy(() -> settings(Plain.class, Map.of("ksail.readyTimeout", "soon"), Map.of())
                        .cluster())
                .hasMessageContaining("configuration parameter ksail.readyTimeout 'soon'")
                .hasMessageContaining("90s, 3m");
    }

    @Test
    void a_path_of_a_kubeconfig_may_begin_with_a_tilde_and_is_no_list_wherever_it_is_given() {
        Map<String, String> path = Map.of("ksail.host.kubeconfig", "~/host.yaml");
        Map<String, String> variable = Map.of("KSAIL_HOST_KUBECONFIG", "~/host.yaml");
        Path expected = Home.directory().resolve("host.yaml");
        assertThat(settings(Plain.class, path, Map.of()).host().kubeconfig()).contains(expected);
        assertThat(settings(Plain.class, Map.of(), variable).host().kubeconfig())
                .contains(expected);
        Map<String, String> list = Map.of("ksail.host.kubeconfig", "a" + File.pathSeparator + "b");
        assertThatThrownBy(() -> settings(Plain.class, list, Map.of()).host())
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("it is a list of 2 paths");
    }

    /** A usual mistake in CI, where secrets are variables more often than files. */
    @Test
    void a_kubeconfig_in_the_place_of_its_path_is_told_and_not_repeated() {
        String base64 = Base64.getEncoder().encodeToString(CONTENT.getBytes(StandardCharsets.UTF_8));
        for (String content : List.of(CONTENT, base64)) {
            assertThatThrownBy(() -> settings(Plain.class, Map.of("ksail.host.kubeconfig", content), Map.of())
                            .host())
                    .isInstanceOf(InvalidSpecException.class)
                    .hasMessageContaining(
                            "The configuration parameter ksail.host.kubeconfig does not name a kubeconfig file")
                    .hasMessageContaining("it holds a kubeconfig itself, and not the path of one")
                    .hasMessageNotContainingAny("planted", content);
            assertThatThrownBy(() -> settings(Plain.class, Map.of(), Map.of("KSAIL_HOST_KUBECONFIG", content))
                            .host())
                    .hasMessageContaining("The environment variable KSAIL_HOST_KUBECONFIG does not name")
                    .hasMessageNotContainingAny("planted", content);
        }
        assertThatThrownBy(() -> settings(WithContent.class, Map.of(), Map.of()).host())
                .hasMessageContaining("The attribute hostKubeconfig does not name")
                .hasMessageNotContaining("planted");
    }

    @Test
    void a_token_in_the_place_of_a_setting_is_not_repeated() {
        for (String parameter : List.of(
                "ksail.host",
                "ksail.host.keepFor",
                "ksail.host.shared",
                "ksail.readyTimeout",
                "ksail.lease",
                "ksail.exposure",
                "ksail.kubernetesVersion",
                "ksail.nodeImage",
                "ksail.gatewayClassName",
                "ksail.keep",
                "ksail.keepFor",
                "ksail.maxClusters",
                "ksail.lookAhead",
                "ksail.pool",
                "ksail.config")) {
            for (String secret : List.of(TOKEN, CONTENT)) {
                Settings settings = settings(Plain.class, Map.of(parameter, secret), Map.of());
                assertThatThrownBy(() -> {
                            settings.host();
                            settings.cluster();
                            settings.keep();
                            settings.keepFor();
                            settings.maxClusters();
                            settings.lookAhead();
                            settings.pool();
                        })
                        .as(parameter)
                        .isInstanceOf(InvalidSpecException.class)
                        .hasMessageNotContainingAny("planted", TOKEN);
            }
        }
        assertThatThrownBy(() -> settings(Plain.class, Map.of(), Map.of("KSAIL_NESTED_READY_TIMEOUT", TOKEN))
                        .cluster())
                .hasMessageContaining("KSAIL_NESTED_READY_TIMEOUT '***'");
    }

    @Test
    void a_ksail_yaml_says_what_no_attribute_does() {
        Settings settings = settings(FromFile.class, Map.of(), Map.of());
        ClusterSpec spec = settings.cluster();
        assertThat(spec.name()).hasToString("from-file");
        assertThat(spec.workers()).isEqualTo(2);
        assertThat(spec.kubernetesVersion()).hasToString("Optional[1.33.1]");
        assertThat(spec.requestedBy()).contains(FromFile.class.getName());
        assertThat(settings.host().decided()).isEqualTo(HostKind.KUBECONFIG);
        assertThat(settings.host().context()).contains("team");
    }

    @Test
    void what_each_test_has_anew_is_called_by_the_name_of_the_file_and_something_new() {
        Settings settings = settings(EachFromFile.class, Map.of(), Map.of());
        assertThat(settings.cluster().name().value()).matches("from-file-[a-z0-9]{5}");
        assertThat(settings.cluster().name()).isNotEqualTo(settings.cluster().name());
    }

    @Test
    void attributes_beat_the_file_and_the_environment_beats_both() {
        Settings settings = settings(FileAndMore.class, Map.of(), Map.of("KSAIL_HOST_CONTEXT", "ci"));
        ClusterSpec spec = settings.cluster();
        assertThat(spec.name()).hasToString("other");
        assertThat(spec.readiness()).isEqualTo(Readiness.API);
        assertThat(spec.workers()).isEqualTo(2);
        assertThat(settings.host().context()).contains("ci");
        assertThat(settings(FileAndMore.class, Map.of(), Map.of()).host().context())
                .contains("mine");
    }

    @Test
    void a_parameter_names_the_file_for_a_whole_project() {
        assertThat(settings(Plain.class, Map.of("ksail.config", "classpath:io/ksail/junit/team.yaml"), Map.of())
                        .cluster()
                        .workers())
                .isEqualTo(2);
    }

    @Test
    void a_file_that_is_not_there_or_has_mistakes_says_so() {
        assertThatThrownBy(() -> settings(Plain.class, Map.of("ksail.config", "classpath:no.yaml"), Map.of())
                        .cluster())
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("The configuration 'classpath:no.yaml' of " + Plain.class.getName())
                .hasMessageContaining("the class path has no resource no.yaml");
        assertThatThrownBy(() -> settings(Plain.class, Map.of("ksail.config", "a\0b"), Map.of())
                        .cluster())
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("The path 'ab' can't be used");
        assertThatThrownBy(() -> settings(Plain.class, Map.of("ksail.config", "no/such.yaml"), Map.of())
                        .cluster())
                .hasMessageContaining("no/such.yaml")
                .hasMessageContaining("there is no such file");
    }

    @Test
    void a_cluster_that_nobody_names_has_a_new_name_each_time(@TempDir Path directory) throws IOException {
        Settings unnamed = settings(Plain.class, Map.of("ksail.config", unnamed(directory)), Map.of());
        Settings named = settings(FromFile.class, Map.of(), Map.of());
        Settings none = settings(Plain.class, Map.of(), Map.of());
        assertThat(unnamed.cluster().name()).isNotEqualTo(unnamed.cluster().name());
        assertThat(named.cluster().name()).isEqualTo(named.cluster().name());
        assertThat(none.cluster().name()).isNotEqualTo(none.cluster().name());
        assertThat(unnamed.cluster().name().value()).startsWith("plain-");
    }

    /** Whatever needs it first: here that is a condition, or the matrix, and its host is needed after it was deleted. */
    @ParameterizedTest
    @ValueSource(
            classes = {
                ClassTestCases.class,
                MethodTestCases.class,
                SuiteTestCases.class,
                SeveralTestCases.class,
                MatrixTestCases.class
            })
    void a_ksail_yaml_is_read_once(Class<?> testClass, @TempDir Path directory) throws IOException {
        String file = unnamed(directory);
        assertThat(Kit.failureOf(
                        Kit.run(Map.of("ksail.host.kubeconfig", "/nowhere/config", "ksail.config", file), testClass)))
                .hasMessageContaining("The host's kubeconfig /nowhere/config can't be read");
        assertThat(Path.of(file)).doesNotExist();
    }

    @Test
    void an_attribute_has_one_value() {
        assertThatThrownBy(() -> settings(TwoStages.class, Map.of(), Map.of()).cluster())
                .hasMessageContaining("The attribute readiness can't be used")
                .hasMessageContaining("it has 2 values: [API, SYSTEM]");
    }

    private static String unnamed(Path directory) throws IOException {
        return Files.writeString(directory.resolve("ksail.yaml"), """
                apiVersion: ksail.io/v1alpha1
                kind: Cluster
                spec:
                  cluster:
                    distribution: K3s
                    provider: Kubernetes
                    workers: 3
                """).toString();
    }

    static final class DeletesTheFile implements BeforeAllCallback {
        @Override
        public void beforeAll(ExtensionContext context) throws IOException {
            Files.delete(
                    Path.of(context.getConfigurationParameter("ksail.config").orElseThrow()));
        }
    }

    /** Extensions of a superclass come first. */
    @ExtendWith(DeletesTheFile.class)
    static class DeletingTestCases {
        @Test
        void never_runs(Cluster cluster) {}
    }

    @NestedCluster
    @EnabledForKubernetes("[1.0,)")
    static class ClassTestCases extends DeletingTestCases {}

    @NestedCluster(distribution = "vanilla")
    private static class Misspelled {}

    @NestedCluster(scope = Scope.METHOD)
    @EnabledForKubernetes("[1.0,)")
    static class MethodTestCases extends DeletingTestCases {}

    @NestedCluster(scope = Scope.SUITE)
    @EnabledForKubernetes("[1.0,)")
    static class SuiteTestCases extends DeletingTestCases {}

    @NestedCluster(name = "one")
    @NestedCluster(name = "other")
    @EnabledForKubernetes("[1.0,)")
    static class SeveralTestCases extends DeletingTestCases {
        @HostCluster
        static KubernetesClient host;
    }

    /** The combinations are asked for what they are before the extension that stands last. */
    @NestedCluster
    @NestedClusterMatrix(kubernetesVersions = {"1.35", "1.36"})
    @ExtendWith(DeletesTheFile.class)
    static class MatrixTestCases {
        @Test
        void never_runs(Cluster cluster) {}
    }

    private static final String TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwbGFudGVkIn0.planted-signature";

    private static final String CONTENT =
            "apiVersion: v1\nkind: Config\nusers:\n- name: u\n  user:\n    token: planted-token\n";

    @NestedCluster(hostKubeconfig = CONTENT)
    private static final class WithContent {}

    private static Settings settings(
            Class<?> testClass, Map<String, String> parameters, Map<String, String> environment) {
        return new Settings(
                testClass,
                testClass.getAnnotation(NestedCluster.class),
                key -> Optional.ofNullable(parameters.get(key)),
                environment::get);
    }

    @NestedCluster
    private static final class Plain {}

    @NestedCluster(config = "classpath:io/ksail/junit/team.yaml")
    private static final class FromFile {}

    @NestedCluster(config = "classpath:io/ksail/junit/team.yaml", scope = Scope.METHOD)
    private static final class EachFromFile {}

    @NestedCluster(
            config = "classpath:io/ksail/junit/team.yaml",
            name = "other",
            readiness = Readiness.API,
            hostContext = "mine")
    private static final class FileAndMore {}

    @NestedCluster(gatewayClassName = "eg", exposure = ExposureType.GATEWAY)
    private static class ByGateway {}

    @NestedCluster(readiness = {Readiness.API, Readiness.SYSTEM})
    private static final class TwoStages {}

    @NestedCluster(host = HostKind.EMBEDDED)
    private static final class Embedded {}

    @NestedCluster(
            name = "mine",
            kubernetesVersion = "1.33.1",
            readyTimeout = "90s",
            hostKubeconfig = "hosts.yaml",
            hostContext = "host")
    private static final class Declared {}
}
