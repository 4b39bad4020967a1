package io.ksail.junit;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import io.ksail.host.HostKind;
import io.ksail.internal.PodExec;
import io.ksail.spec.ExposureType;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that run as a pod on the host, as a CI job does, with the permissions that are documented and no others. */
class InClusterIT {

    private static final String NAME = "tests-in-a-pod";

    private final HostUsers users = new HostUsers();

    @TempDir
    private Path folder;

    @AfterEach
    void nothing_is_left() {
        TestHost.client()
                .pods()
                .inNamespace("default")
                .withName(NAME)
                .withGracePeriod(0)
                .delete();
        users.close();
        TestHost.assertEmpty();
    }

    @Test
    void a_test_class_in_a_pod_of_the_host_gets_its_cluster_by_the_name_of_a_service() throws Exception {
        users.token(NAME, HostUsers.documentedWithout());
        Pod pod = TestHost.client().resource(job()).create();
        TestHost.client().resource(pod).waitUntilReady(2, TimeUnit.MINUTES);
        TestHost.client()
                .pods()
                .inNamespace("default")
                .withName(NAME)
                .dir("/class-path")
                .upload(classPath());

        PodExec.Outcome outcome = new PodExec(TestHost.client(), "default", NAME, "java")
                .run("java", "-cp", "/class-path/classes:/class-path/*", InAPod.class.getName())
                .get(3, TimeUnit.MINUTES);

        assertThat(outcome.out() + outcome.err())
                .contains("1 tests successful")
                .contains("0 tests failed")
                .contains("address InCluster https://k3k-")
                .contains(".svc:6443");
        assertThat(outcome.exitCode()).isZero();
    }

    /** What runs in the pod: the whole extension, in a launcher of its own. */
    static final class InAPod {

        private InAPod() {}

        public static void main(String[] arguments) {
            SummaryGeneratingListener summary = new SummaryGeneratingListener();
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(DiscoverySelectors.selectClass(InAPodTestCases.class))
                                    .build(),
                            summary);
            summary.getSummary().printTo(new PrintWriter(System.out, true));
            summary.getSummary().printFailuresTo(new PrintWriter(System.out, true));
            System.exit(summary.getSummary().getTotalFailureCount() == 0 ? 0 : 1);
        }
    }

    @NestedCluster(host = HostKind.KUBECONFIG)
    static class InAPodTestCases {

        @Test
        void has_a_cluster(Cluster cluster, KubernetesClient client) {
            assertThat(client.nodes().list().getItems()).hasSize(1);
            assertThat(cluster.exposure().tier()).isEqualTo(ExposureType.IN_CLUSTER);
            assertThat(cluster.exposure().skipped()).isEmpty();
        }
    }

    private static Pod job() {
        return new PodBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(NAME)
                .withTerminationGracePeriodSeconds(0L)
                .addNewContainer()
                .withName("java")
                .withImage("eclipse-temurin:17-jre")
                .withCommand("sleep", "600")
                .addNewEnv()
                .withName("KSAIL_REGISTRY_MIRRORS")
                .withValue(String.valueOf(System.getenv().getOrDefault("KSAIL_REGISTRY_MIRRORS", "")))
                .endEnv()
                .endContainer()
                .endSpec()
                .build();
    }

    /** The class path of this JVM as one folder: jars side by side, classes in one tree. */
    private Path classPath() throws IOException {
        Path all = Files.createDirectory(folder.resolve("all"));
        Path classes = Files.createDirectory(all.resolve("classes"));
        for (String entry : List.of(System.getProperty("java.class.path").split(File.pathSeparator))) {
            Path path = Path.of(entry);
            if (Files.isRegularFile(path)) {
                Files.copy(path, all.resolve(path.getFileName()));
            } else if (Files.isDirectory(path)) {
                copyTree(path, classes);
            }
        }
        return all;
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                if (Files.notExists(target)) {
                    Files.copy(file, target);
                }
            }
        }
    }
}
