package io.ksail.junit;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.ksail.cluster.Clusters;
import io.ksail.cluster.Deletion;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Clusters that stay for somebody to look into them; on a real host. */
class KeepIT {

    private static final Pattern LINE = Pattern.compile(
            "Cluster '([a-z0-9-]+)' is kept: kubectl --kubeconfig (\\S+) get pods -A; the host deletes it in ([^,]+), or at"
                    + " once: ksail cluster delete (\\S+)\\R");

    @AfterEach
    void nothing_is_left() {
        TestHost.assertEmpty();
    }

    @Test
    void after_a_failure_a_class_keeps_its_cluster_and_says_how_to_look_into_it() throws Exception {
        String printed = printedBy(Map.of(), KeptOnFailureTestCases.class);
        assertThat(printed).contains("the host deletes it in 30 min");
        assertKept(printed, "1800");
    }

    @Test
    void without_a_failure_it_is_deleted() throws Exception {
        assertThat(printedBy(Map.of(), FineTestCases.class)).doesNotContain("is kept");
    }

    @Test
    void a_parameter_keeps_what_no_annotation_does_also_for_one_method() throws Exception {
        assertKept(printedBy(Map.of("ksail.keep", "on-failure"), FailingMethodTestCases.class), "3600");
    }

    @Test
    void a_shared_cluster_is_kept_when_any_test_of_it_failed() throws Exception {
        assertKept(printedBy(Map.of("ksail.keep", "ON_FAILURE"), FailingSuiteTestCases.class), "3600");
    }

    private static void assertKept(String printed, String seconds) throws Exception {
        Matcher line = LINE.matcher(printed);
        assertThat(line.find()).as(printed).isTrue();
        String name = line.group(1);
        Path kubeconfig = Path.of(line.group(2));
        assertThat(line.group(4)).isEqualTo(name);
        assertThat(line.find()).as("there is one of it").isFalse();

        Namespace namespace =
                TestHost.client().namespaces().withName("k3k-" + name).get();
        assertThat(namespace.getMetadata().getDeletionTimestamp()).isNull();
        assertThat(namespace.getMetadata().getAnnotations()).containsEntry("ksail.io/lease-seconds", seconds);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kubeconfig)))
                .isEqualTo("rw-------");
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                .build()) {
            assertThat(client.nodes().list().getItems()).hasSize(1);
        }
        assertThat(Clusters.on(TestHost.host()).delete(name, Deletion.requested()))
                .isTrue();
        Files.delete(kubeconfig);
        Files.delete(kubeconfig.getParent());
    }

    private static String printedBy(Map<String, String> parameters, Class<?> testClass) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Map<String, String> all = new java.util.HashMap<>(parameters);
            all.put("ksail.host.kubeconfig", TestHost.kubeconfig().toString());
            Kit.run(all, testClass);
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    @NestedCluster(keep = Keep.ON_FAILURE, keepFor = "30m")
    static class KeptOnFailureTestCases {
        @Test
        void is_fine(KubernetesClient client) {}

        @Test
        void fails(KubernetesClient client) {
            throw new AssertionError("as expected");
        }
    }

    @NestedCluster(keep = Keep.ON_FAILURE)
    static class FineTestCases {
        @Test
        void is_fine(KubernetesClient client) {}
    }

    @NestedCluster(scope = Scope.METHOD)
    static class FailingMethodTestCases {
        @Test
        void is_fine(KubernetesClient client) {}

        @Test
        void fails(KubernetesClient client) {
            throw new AssertionError("as expected");
        }
    }

    @NestedCluster(name = "failing-suite", scope = Scope.SUITE)
    static class FailingSuiteTestCases {
        @Test
        void fails(KubernetesClient client) {
            throw new AssertionError("as expected");
        }
    }
}
