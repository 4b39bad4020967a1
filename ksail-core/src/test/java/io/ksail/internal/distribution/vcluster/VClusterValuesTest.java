package io.ksail.internal.distribution.vcluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.distribution.vcluster.VClusterValues.VClusterImage;
import io.ksail.spec.ChartChoice;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.ConfigFiles;
import io.ksail.spec.DistributionType;
import io.ksail.spec.Persistence;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class VClusterValuesTest {

    private static final KubernetesClient NEVER_ASKED = new KubernetesClientBuilder().build();

    @Test
    void by_default_it_needs_no_licence_no_storage_and_tells_nobody() {
        assertThat(yaml(VClusterValues.ours(request(spec())))).isEqualTo("""
                ---
                controlPlane:
                  statefulSet:
                    image:
                      registry: "ghcr.io"
                      repository: "loft-sh/vcluster-oss"
                    labels:
                      ksail.io/managed-by: "ksail"
                    pods:
                      labels:
                        ksail.io/managed-by: "ksail"
                    persistence:
                      volumeClaim:
                        enabled: false
                telemetry:
                  enabled: false
                """);
    }

    @Test
    void what_is_asked_for_has_its_place_in_the_charts_values() {
        assertThat(yaml(VClusterValues.ours(request(spec().kubernetesVersion("1.33.1")
                        .imageRegistry("mirror.example.com/x")
                        .persistence(Persistence.EPHEMERAL.withEnabled(true).withStorageClassName("fast"))))))
                .contains("tag: \"v1.33.1\"")
                .contains("defaultImageRegistry: \"mirror.example.com/x\"")
                .contains("registry: \"mirror.example.com/x\"")
                .contains("storageClass: \"fast\"")
                .contains("retentionPolicy: \"Delete\"");
    }

    @Test
    void names_that_the_user_gives_the_api_do_not_cost_it_ours() {
        var request = request(spec().configFiles(ConfigFiles.NONE.with(
                "vcluster.yaml", "controlPlane: {proxy: {extraSANs: [mine.example.com, 10.0.0.1]}}")));
        assertThat(VClusterValues.last(request))
                .isEqualTo(Map.of(
                        "controlPlane",
                        Map.of("proxy", Map.of("extraSANs", List.of("10.0.0.1", "demo.svc", "mine.example.com")))));
    }

    @ParameterizedTest
    @CsvSource({
        "vcluster:1,docker.io,vcluster,1",
        "my/vcluster,docker.io,my/vcluster,''",
        "registry.example.com:5000/a/b:v1,registry.example.com:5000,a/b,v1",
        "localhost/x,localhost,x,''"
    })
    void an_image_is_given_in_the_parts_that_the_chart_wants(
            String image, String registry, String repository, String tag) {
        assertThat(VClusterImage.parse(image)).isEqualTo(new VClusterImage(registry, repository, tag));
    }

    @Test
    void the_chart_is_the_vendors_unless_another_one_is_chosen() {
        assertThat(VClusterDistribution.release(spec().build()))
                .hasToString("demo of chart vcluster 0.37.1 from https://charts.loft.sh");
        assertThat(VClusterDistribution.release(
                        spec().chart(ChartChoice.DEFAULT.withVersion("0.35.0")).build()))
                .hasToString("demo of chart vcluster 0.35.0 from https://charts.loft.sh");
        assertThat(VClusterDistribution.release(
                        spec().chart(ChartChoice.DEFAULT.withName("oci://registry.example.com/charts/vcluster"))
                                .build()))
                .hasToString("demo of chart oci://registry.example.com/charts/vcluster");
    }

    @Test
    void whether_pods_start_is_seen_in_the_users_values() {
        assertThat(VClusterValues.hasClusterDns(spec().build())).isTrue();
        assertThat(VClusterValues.hasClusterDns(spec().configFiles(
                                ConfigFiles.NONE.with("vcluster.yaml", "controlPlane: {coredns: {enabled: false}}"))
                        .build()))
                .isFalse();
    }

    private static ClusterSpecBuilder spec() {
        return ClusterSpec.named("demo").distribution(DistributionType.VCLUSTER);
    }

    private static StartRequest request(ClusterSpecBuilder spec) {
        return new StartRequest(
                NEVER_ASKED,
                spec.build(),
                "vcluster-demo",
                Map.of("ksail.io/managed-by", "ksail"),
                List.of("10.0.0.1", "demo.svc"),
                List.of());
    }

    private static String yaml(Map<String, Object> values) {
        return Serialization.asYaml(values);
    }
}
