package io.ksail.junit;

import io.ksail.chart.ChartInstallationException;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.ClusterInfo;
import io.ksail.cluster.Clusters;
import io.ksail.cluster.Deletion;
import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.internal.Home;
import io.ksail.spec.ChartChoice;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.ConfigFiles;
import io.ksail.spec.DistributionType;
import io.ksail.spec.ExposureType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** Where the chart of a VCluster comes from, and what becomes of it in the end; on a real host. */
class VClusterChartIT {

    private static final Instant BEGUN = Instant.now();
    private static final String OUTSIDE = "vc-killed-v-vcluster-killed";

    @AfterEach
    void nothing_is_left() {
        TestHost.assertEmpty();
    }

    /** The port of a test's repository is never the same, so that nobody would use it again. */
    @AfterAll
    static void nothing_is_kept() throws IOException {
        Path charts = Home.directory().resolve(".cache/ksail/charts");
        try (Stream<Path> kept = Files.isDirectory(charts) ? Files.list(charts) : Stream.of()) {
            for (Path file : kept.filter(VClusterChartIT::isOurs).toList()) {
                Files.delete(file);
            }
        }
    }

    private static boolean isOurs(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isAfter(BEGUN)
                    && file.getFileName().toString().startsWith("vcluster-0.37.1-");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    @DisabledIfSystemProperty(named = "ksail.it.vendor", matches = "true", disabledReason = "of our own chart only")
    void the_chart_of_a_repository_is_fetched_once_and_then_used_offline(@TempDir Path directory) throws Exception {
        Path file = ChartServer.packaged(VendorOrStandIn.chart("vcluster"), directory, "vcluster-0.37.1.tgz");
        ChartChoice choice;
        try (ChartServer charts = ChartServer.of(file, "vcluster", "0.37.1")) {
            choice = ChartChoice.DEFAULT.withRepository(charts.repository());
            assertThatThrownBy(() -> create("absent", choice(charts).withVersion("7.0.0")))
                    .isInstanceOf(ChartInstallationException.class)
                    .hasMessageContaining("chart \"vcluster\" matching 7.0.0 not found")
                    .hasMessageContaining("the repository offers: vcluster 0.37.1");
            create("fetched", choice).close();
        }
        try (Cluster offline = create("offline", choice)) {
            assertThat(offline.client().namespaces().withName("default").get()).isNotNull();
            assertThatThrownBy(() -> create("offline", choice.withVersion("0.36.2")))
                    .as("an upgrade in place")
                    .hasMessageContaining("namespace vcluster-offline exists already");
        }
        try (Cluster ofFile = create("of-file", ChartChoice.DEFAULT.withName(file.toString()))) {
            assertThat(ofFile.exposure().tier()).isEqualTo(ExposureType.NODE_PORT);
        }
    }

    private static ChartChoice choice(ChartServer charts) {
        return ChartChoice.DEFAULT.withRepository(charts.repository());
    }

    @Test
    void is_told_from_a_cluster_of_another_distribution_by_its_namespace() {
        Clusters clusters = Clusters.on(TestHost.host());
        try (Cluster virtual =
                        clusters.create(VendorOrStandIn.vcluster(spec("twin")).build());
                Cluster k3s = clusters.create(ClusterSpec.named("twin").build())) {
            assertThat(clusters.list())
                    .extracting(ClusterInfo::namespace, ClusterInfo::distribution)
                    .containsExactly(
                            tuple(k3s.namespace(), Optional.of(DistributionType.K3S)),
                            tuple(virtual.namespace(), Optional.of(DistributionType.VCLUSTER)));
            assertThatThrownBy(() -> clusters.delete("twin", Deletion.awaited()))
                    .hasMessageContaining("Which cluster 'twin' is meant can't be told");
            assertThat(clusters.delete("vcluster-twin", Deletion.awaited())).isTrue();
            assertThat(clusters.list()).extracting(ClusterInfo::namespace).containsExactly("k3k-twin");
            assertThat(k3s.client().nodes().list().getItems()).hasSize(1);
        }
    }

    @Test
    void its_api_is_forwarded_where_nothing_else_leads_there() {
        try (Cluster forwarded = Clusters.on(TestHost.host())
                .create(VendorOrStandIn.vcluster(spec("forwarded"))
                        .exposure(ExposureType.PORT_FORWARD)
                        .build())) {
            assertThat(forwarded.exposure().endpoint().address()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void a_killed_process_leaves_nothing_not_even_outside_of_the_namespace() throws Exception {
        ChildJvm victim = ChildJvm.start(Creator.class, TestHost.kubeconfig().toString());
        victim.awaitLine("CREATED");
        victim.kill();
        assertThat(TestHost.client().rbac().clusterRoles().withName(OUTSIDE).get())
                .isNotNull();
        TestHost.assertGone("vcluster-killed");
        assertThat(TestHost.client().rbac().clusterRoles().withName(OUTSIDE).informOnCondition(List::isEmpty))
                .succeedsWithin(TestHost.PATIENCE);
    }

    private static Cluster create(String name, ChartChoice choice) {
        return Clusters.on(TestHost.host()).create(spec(name).chart(choice).build());
    }

    private static ClusterSpecBuilder spec(String name) {
        return ClusterSpec.named(name).distribution(DistributionType.VCLUSTER);
    }

    /** A process that creates a cluster and then hangs about. */
    static final class Creator {
        public static void main(String[] args) throws InterruptedException {
            Host host =
                    Host.find(new HostRequest(HostKind.KUBECONFIG, Optional.of(Path.of(args[0])), Optional.empty()));
            Clusters.on(host)
                    .create(VendorOrStandIn.vcluster(spec("killed"))
                            .configFiles(ConfigFiles.NONE.with("vcluster.yaml", VClusterIT.USERS_VALUES))
                            .lease(Duration.ofSeconds(20))
                            .build());
            System.out.println("CREATED");
            Thread.currentThread().join();
        }
    }
}
