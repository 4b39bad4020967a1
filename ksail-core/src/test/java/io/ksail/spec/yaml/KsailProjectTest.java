package io.ksail.spec.yaml;

import io.ksail.spec.DistributionType;
import io.ksail.spec.KsailConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What KSail itself (7.180, August 2026) writes and knows is taken where it asks for nothing that is not done. */
class KsailProjectTest {

    private static final String HEAD = "apiVersion: ksail.io/v1alpha1\nkind: Cluster\nmetadata:\n  name: demo\n";

    @ParameterizedTest
    @CsvSource({
        "'',Vanilla",
        "'distributionConfig: kind.yaml',Vanilla",
        "'distribution: Vanilla',Vanilla",
        "'distribution: K3s',K3s",
        "'distribution: K3s; distributionConfig: k3d.yaml',K3s",
        "'distribution: Talos; distributionConfig: talos',Talos",
        "'distribution: Talos; distributionConfig: ./talos/',Talos",
        "'distribution: VCluster; distributionConfig: vcluster.yaml',VCluster"
    })
    void a_new_project_of_each_distribution_is_taken(String fields, String distribution) {
        KsailConfig config = read("    " + fields.replace("; ", "\n    ") + "\n    provider: Kubernetes\n");
        assertThat(config.cluster().distribution()).isEqualTo(distribution);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cni: Default",
                "csi: Default",
                "cdi: Default",
                "metricsServer: Default",
                "loadBalancer: Default",
                "certManager: Disabled",
                "nodeAutoscaling: Disabled",
                "imageVerification: Disabled",
                "policyEngine: None",
                "gitOpsEngine: None",
                "localRegistry: {}",
                "sops: {}",
                "autoscaler: {}",
                "oidc: {}",
                "eks: {}",
                "vanilla: {}",
                "talos:",
                "importImages:"
            })
    void a_field_that_asks_for_nothing_is_taken(String field) {
        assertThat(read("    provider: Kubernetes\n    " + field + "\n")
                        .cluster()
                        .distribution())
                .isEqualTo(DistributionType.VANILLA);
    }

    @Test
    void the_files_own_labels_and_annotations_are_passed_over() {
        KsailConfig config = config(
                HEAD + "  labels: {team: a}\n  annotations: {note: 5}\nspec: {cluster: {provider: Kubernetes}}\n",
                Map.of());
        assertThat(config.cluster().name().value()).isEqualTo("demo");
    }

    @Test
    void the_version_may_stand_where_ksail_has_it() {
        assertThat(read("    provider: Kubernetes\n    kubernetesVersion: v1.36.4\n")
                        .cluster()
                        .kubernetesVersion())
                .hasValueSatisfying(version -> assertThat(version.tag()).isEqualTo("v1.36.4"));
        assertThat(read("    provider: Kubernetes\n    kubernetesVersion: 1.30\n")
                        .cluster()
                        .kubernetesVersion())
                .hasValueSatisfying(version -> assertThat(version).hasToString("1.30"));
    }

    @Test
    void the_variables_that_the_file_names_beat_its_fields_when_they_are_set() {
        String text = HEAD + """
                spec:
                  cluster: {provider: Kubernetes}
                  provider:
                    kubernetes:
                      contextEnvVar: OUR_CONTEXT
                      context: of-file
                      kubeconfigEnvVar: OUR_HOST
                      kubeconfig: /of/file
                """;
        KsailConfig named = config(text, Map.of("OUR_HOST", "/of/variable", "OUR_CONTEXT", "of-variable"));
        assertThat(named.hostKubeconfig()).contains(Path.of("/of/variable"));
        assertThat(named.hostContext()).contains("of-variable");
        KsailConfig unset = config(text, Map.of("OUR_HOST", ""));
        assertThat(unset.hostKubeconfig()).contains(Path.of("/of/file"));
        assertThat(unset.hostContext()).contains("of-file");
    }

    private static KsailConfig read(String cluster) {
        return config(HEAD + "spec:\n  cluster:\n" + cluster, Map.of());
    }

    private static KsailConfig config(String text, Map<String, String> environment) {
        return new SpecReader(Optional.empty(), Path.of("/home/me"), environment::get, Optional.empty())
                .read(SourceText.of("ksail.yaml", text));
    }
}
