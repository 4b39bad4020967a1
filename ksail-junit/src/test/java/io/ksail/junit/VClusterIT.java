package io.ksail.junit;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.ClusterInfo;
import io.ksail.cluster.ClusterStatus;
import io.ksail.cluster.Clusters;
import io.ksail.cluster.Deletion;
import io.ksail.image.ImageSource;
import io.ksail.internal.Versions;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.ConfigFiles;
import io.ksail.spec.DistributionType;
import io.ksail.spec.ExposureType;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.Persistence;
import io.ksail.spec.ResourceQuantity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** VCluster by Helm on a real host: two clusters, made at once, and what is left of them. */
class VClusterIT {

    /** Has the chart make a ClusterRole, which is in no namespace. */
    static final String USERS_VALUES = """
            controlPlane:
              proxy:
                extraSANs: [mine.example.com]
            sync:
              fromHost:
                ingressClasses:
                  enabled: true
            """;

    private static final KubernetesClient HOST = TestHost.client();

    private static Cluster plain;
    private static Cluster kept;

    @BeforeAll
    static void create_two_at_once() {
        CompletableFuture<Cluster> first = CompletableFuture.supplyAsync(() -> Clusters.on(TestHost.host())
                .create(spec("plain")
                        .configFiles(ConfigFiles.NONE.with("vcluster.yaml", USERS_VALUES))
                        .build()));
        kept = Clusters.on(TestHost.host())
                .create(spec("kept")
                        .exposure(ExposureType.NODE_PORT)
                        .persistence(Persistence.EPHEMERAL.withEnabled(true).withSize(new ResourceQuantity("1Gi")))
                        .build());
        plain = first.join();
    }

    @AfterAll
    static void nothing_is_left() {
        assertThat(clusterRole())
                .as("the release has something outside of its namespace")
                .isNotNull();
        kept.close();
        assertThat(Clusters.on(TestHost.host()).delete("plain", Deletion.awaited()))
                .isTrue();
        TestHost.assertEmpty();
        assertThat(HOST.rbac()
                        .clusterRoles()
                        .withName("vc-plain-v-vcluster-plain")
                        .informOnCondition(List::isEmpty))
                .as("and that is gone as well")
                .succeedsWithin(TestHost.PATIENCE);
        assertThat(HOST.rbac()
                        .clusterRoleBindings()
                        .withName("vc-plain-v-vcluster-plain")
                        .informOnCondition(List::isEmpty))
                .succeedsWithin(TestHost.PATIENCE);
        assertThat(HOST.persistentVolumeClaims().inAnyNamespace().list().getItems())
                .isEmpty();
        plain.close();
    }

    @Test
    void is_reached_from_outside_and_by_a_process_that_has_nothing_but_the_kubeconfig(@TempDir Path directory)
            throws Exception {
        assertThat(kept.exposure().tier()).isEqualTo(ExposureType.NODE_PORT);
        assertThat(plain.kubeconfig().context()).isEqualTo("vcluster-plain");
        Path file = directory.resolve("kubeconfig.yaml");
        Clusters.on(TestHost.host()).kubeconfig("kept").writeTo(file);
        ChildJvm.start(Visitor.class, file.toString()).awaitLine("default is there");
    }

    /** A process that has nothing but a kubeconfig file; how many nodes there are depends on the pods there are. */
    static final class Visitor {
        public static void main(String[] arguments) throws Exception {
            try (KubernetesClient client = new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(Files.readString(Path.of(arguments[0]))))
                    .build()) {
                System.out.println(client.namespaces()
                                .withName("default")
                                .get()
                                .getMetadata()
                                .getName()
                        + " is there");
            }
        }
    }

    @Test
    void its_pods_run_on_the_nodes_of_the_host() {
        Pod pod = plain.client()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("hello")
                        .withNamespace("default")
                        .endMetadata()
                        .withNewSpec()
                        .withRestartPolicy("Never")
                        .addNewContainer()
                        .withName("c")
                        .withImage("busybox:1.36")
                        .withCommand("/bin/echo", "hello")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        Pod ended = plain.client()
                .resource(pod)
                .waitUntilCondition(
                        now -> now != null && "Succeeded".equals(now.getStatus().getPhase()), 3, TimeUnit.MINUTES);
        assertThat(HOST.nodes().withName(ended.getSpec().getNodeName()).get()).isNotNull();
        assertThat(Clusters.on(TestHost.host()).find("plain").orElseThrow().nodes())
                .as("pods of users are no nodes")
                .isEqualTo(1);
    }

    @Test
    void an_image_that_is_loaded_is_on_the_nodes_of_an_embedded_host() throws Exception {
        ImageSource archive = ImageSource.of(ImageArchive.withBusyboxOf(TestHost.host(), "vcluster-archived:dev")
                .toString());
        assertThat(plain.loadImages(archive)).isEqualTo(1);
        assertThat(plain.loadImages(archive)).as("it is there").isZero();
    }

    @Test
    void needs_no_privileges() {
        assertThat(HOST.namespaces()
                        .withName("vcluster-plain")
                        .get()
                        .getMetadata()
                        .getLabels())
                .allSatisfy((name, value) -> assertThat(name).doesNotContain("pod-security"));
        assertThat(HOST.pods().inNamespace("vcluster-plain").list().getItems())
                .hasSizeGreaterThanOrEqualTo(2)
                .flatExtracting(pod -> pod.getSpec().getContainers())
                .noneMatch(container -> container.getSecurityContext() != null
                        && Boolean.TRUE.equals(container.getSecurityContext().getPrivileged()));
    }

    @Test
    void what_vcluster_yaml_says_is_added_to_what_the_cluster_needs() {
        String values = new String(
                Base64.getDecoder()
                        .decode(HOST.secrets()
                                .inNamespace("vcluster-plain")
                                .withName("vc-config-plain")
                                .get()
                                .getData()
                                .get("config.yaml")),
                StandardCharsets.UTF_8);
        assertThat(values)
                .contains("mine.example.com")
                .contains(plain.exposure().endpoint().address())
                .containsPattern("telemetry:\\s+enabled: false");
    }

    @Test
    void is_listed_for_what_it_is() {
        // Its pod is Ready a moment after its API answers: the host looks every two seconds.
        Awaitility.await().atMost(TestHost.PATIENCE).untilAsserted(() -> assertThat(
                        Clusters.on(TestHost.host()).list())
                .filteredOn(cluster ->
                        cluster.name().equals("plain") || cluster.name().equals("kept"))
                .hasSize(2)
                .extracting(ClusterInfo::distribution, ClusterInfo::status)
                .containsOnly(tuple(Optional.of(DistributionType.VCLUSTER), ClusterStatus.RUNNING)));
    }

    @Test
    void keeps_its_state_when_its_pod_is_killed() {
        kept.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("memory")
                        .withNamespace("default")
                        .endMetadata()
                        .build())
                .create();
        String uid =
                uid(HOST.pods().inNamespace("vcluster-kept").withName("kept-0").get());
        HOST.pods().inNamespace("vcluster-kept").withName("kept-0").delete();
        assertThat(HOST.pods().inNamespace("vcluster-kept").withName("kept-0").informOnCondition(pods -> pods.stream()
                        .anyMatch(pod -> !uid.equals(uid(pod)) && Readiness.isPodReady(pod))))
                .succeedsWithin(TestHost.PATIENCE);
        assertThat(kept.client()
                        .configMaps()
                        .inNamespace("default")
                        .withName("memory")
                        .get())
                .isNotNull();
        assertThat(kept.loss()).isEmpty();
    }

    @Test
    void values_that_the_chart_refuses_are_told_in_helms_words_and_nothing_is_left() {
        assertThatThrownBy(() -> Clusters.on(TestHost.host())
                        .create(spec("refused")
                                .configFiles(ConfigFiles.NONE.with("vcluster.yaml", "controlPlain: {}"))
                                .build()))
                .hasMessageContaining("The Helm release refused of chart")
                .hasMessageContaining("values don't meet the specifications of the schema")
                .hasMessageContaining("controlPlain");
        TestHost.assertGone("vcluster-refused");
    }

    @Test
    void an_image_that_is_not_there_ends_the_creation_at_once() {
        assertThatThrownBy(() -> Clusters.on(TestHost.host())
                        .create(spec("imageless")
                                .nodeImage("busybox:no-such-tag")
                                .build()))
                .hasMessageContaining("Cluster 'imageless' (VCluster, docker.io/busybox:no-such-tag)")
                .hasMessageContaining("busybox:no-such-tag");
        TestHost.assertGone("vcluster-imageless");
    }

    /** It has no privileges, by which nodes are known; its words are wanted all the same. */
    @Test
    void a_control_plane_that_ends_is_told_with_its_last_words() {
        assertThatThrownBy(() -> Clusters.on(TestHost.host())
                        .create(spec("ended").nodeImage(Versions.K3S_IMAGE).build()))
                .hasMessageContaining("container 'syncer' of pod vcluster-ended/ended-")
                .hasMessageContaining("last log lines of container 'syncer' of ended-")
                .hasMessageContaining("required");
        TestHost.assertGone("vcluster-ended");
    }

    @Test
    void what_it_can_not_do_is_refused_before_anything_is_made() {
        Clusters clusters = Clusters.on(TestHost.host());
        assertThatThrownBy(() -> clusters.create(spec("workers").workers(1).build()))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("its pods run on the host's own nodes");
        assertThatThrownBy(() ->
                        clusters.create(spec("ranges").podCidr("10.70.0.0/16").build()))
                .hasMessageContaining("its pods and Services have addresses of the host");
        assertThatThrownBy(() -> clusters.create(spec("list")
                        .configFiles(ConfigFiles.NONE.with("vcluster.yaml", "- a"))
                        .build()))
                .hasMessageContaining("The values in vcluster.yaml can't be used");
        assertThat(HOST.namespaces().withName("vcluster-workers").get()).isNull();
    }

    private static ClusterSpecBuilder spec(String name) {
        return VendorOrStandIn.vcluster(ClusterSpec.named(name).distribution(DistributionType.VCLUSTER));
    }

    private static HasMetadata clusterRole() {
        return HOST.rbac().clusterRoles().withName("vc-plain-v-vcluster-plain").get();
    }

    private static String uid(HasMetadata object) {
        return object.getMetadata().getUid();
    }
}
