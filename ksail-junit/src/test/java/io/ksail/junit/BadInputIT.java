package io.ksail.junit;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBindingBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.ksail.KsailException;
import io.ksail.cluster.ClusterCreationException;
import io.ksail.host.HostUnavailableException;
import io.ksail.internal.Deadline;
import io.ksail.spec.InvalidSpecException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Every mistake gets its message, at once, and leaves nothing; on a real host. */
class BadInputIT {

    @AfterEach
    void nothing_is_left() {
        TestHost.assertEmpty();
    }

    @Test
    void a_host_that_is_not_there() {
        assertThat(Kit.failureOf(Kit.run(Map.of("ksail.host.kubeconfig", "/nowhere/kubeconfig"), PlainTestCases.class)))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessageContaining("/nowhere/kubeconfig")
                .hasMessageContaining("there is no such file");
    }

    @Test
    void a_version_that_does_not_exist_is_found_at_once() {
        Deadline started = Deadline.in(Duration.ofMinutes(2));
        assertThat(failureOf(UnknownVersionTestCases.class))
                .isInstanceOf(ClusterCreationException.class)
                .hasMessageContaining("rancher/k3s:v9.99.9-k3s1")
                .hasMessageContaining("Failed to pull image")
                .hasMessageContaining("not found")
                .hasMessageContaining("check the Kubernetes version");
        assertThat(started.passed())
                .as("did not wait for the whole of readyTimeout")
                .isFalse();
    }

    @Test
    void a_version_that_is_none() {
        assertThat(failureOf(NoVersionTestCases.class))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("'latest'");
    }

    @Test
    void an_image_that_is_no_node() {
        assertThat(failureOf(NoNodeImageTestCases.class))
                .isInstanceOf(ClusterCreationException.class)
                .hasMessageContaining("busybox:1.36")
                .hasMessageContaining("can't start");
    }

    @Test
    void a_name_that_is_no_dns_label() {
        assertThat(failureOf(BadNameTestCases.class))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("'My_Cluster'")
                .hasMessageContaining("use 'my-cluster'");
    }

    @Test
    void types_that_cannot_be_injected() {
        assertThat(failureOf(WrongParameterTestCases.class))
                .hasMessageContaining("WrongParameterTestCases.runs")
                .hasMessageContaining("use KubernetesClient");
        assertThat(failureOf(WrongFieldTestCases.class))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("Field 'kubeconfig' of")
                .hasMessageContaining("WrongFieldTestCases")
                .hasMessageContaining("@Kubeconfig goes with Path, File or String");
        assertThat(failureOf(FinalFieldTestCases.class)).hasMessageContaining("it is final");
    }

    @Test
    void a_timeout_tells_what_the_pod_waits_for() {
        assertThat(failureOf(ImpatientTestCases.class))
                .isInstanceOf(ClusterCreationException.class)
                .hasMessageContaining("not ready within 10 s, while starting the nodes")
                .hasMessageContaining("pod k3k-impatient/k3k-impatient-server-0: ")
                .hasMessageContaining("Insufficient cpu")
                .hasMessageContaining("readyTimeout");
    }

    @Test
    void a_namespace_that_is_not_ours_is_left_alone() {
        var theirs = TestHost.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("k3k-composed")
                        .endMetadata()
                        .build())
                .create();
        try {
            assertThat(failureOf(InjectionIT.ComposedTestCases.class))
                    .isInstanceOf(ClusterCreationException.class)
                    .hasMessageContaining("namespace k3k-composed exists already (not made by KSail");
            assertThat(TestHost.client().resource(theirs).get().getMetadata().getDeletionTimestamp())
                    .isNull();
        } finally {
            TestHost.client().resource(theirs).delete();
            TestHost.assertGone("k3k-composed");
        }
    }

    @Test
    void a_host_that_denies_privileged_pods_says_so_in_its_own_words() {
        KubernetesClient host = TestHost.client();
        var policy = new ValidatingAdmissionPolicyBuilder()
                .withNewMetadata()
                .withName("no-privileged-pods")
                .endMetadata()
                .withNewSpec()
                .withFailurePolicy("Fail")
                .withNewMatchConstraints()
                .addNewResourceRule()
                .withApiGroups("")
                .withApiVersions("v1")
                .withOperations("CREATE")
                .withResources("pods")
                .endResourceRule()
                .endMatchConstraints()
                .addNewValidation()
                .withExpression("!object.spec.containers.exists(c, c.?securityContext.privileged.orValue(false))")
                .withMessage("this host allows no privileged pods")
                .endValidation()
                .endSpec()
                .build();
        var binding = new ValidatingAdmissionPolicyBindingBuilder()
                .withNewMetadata()
                .withName("no-privileged-pods")
                .endMetadata()
                .withNewSpec()
                .withPolicyName("no-privileged-pods")
                .withValidationActions("Deny")
                .withNewMatchResources()
                .withNewNamespaceSelector()
                .addToMatchLabels("ksail.io/cluster", "denied")
                .endNamespaceSelector()
                .endMatchResources()
                .endSpec()
                .build();
        host.resource(policy).createOr(NonDeletingOperation::update);
        host.resource(binding).createOr(NonDeletingOperation::update);
        awaitDenial(host);
        try {
            assertThat(failureOf(DeniedTestCases.class))
                    .isInstanceOf(ClusterCreationException.class)
                    .hasMessageContaining("the host does not admit the pod")
                    .hasMessageContaining("this host allows no privileged pods");
        } finally {
            host.resource(binding).delete();
            host.resource(policy).delete();
        }
    }

    @Test
    void a_host_lost_in_mid_creation_is_noticed_and_its_leftovers_expire() {
        try (CuttableLink link =
                CuttableLink.to(TestHost.client().getConfiguration().getMasterUrl())) {
            Thread cutter = new Thread(() -> {
                TestHost.client()
                        .pods()
                        .inNamespace("k3k-cut-off")
                        .informOnCondition(pods -> !pods.isEmpty())
                        .join();
                link.cut();
            });
            cutter.start();
            Map<String, String> throughLink = Map.of(
                    "ksail.host.kubeconfig",
                    TestHost.kubeconfigThrough(link.url()).toString(),
                    "ksail.lease",
                    "20s");
            KsailException failure = (KsailException) Kit.failureOf(Kit.run(throughLink, CutOffTestCases.class));
            assertThat(failure)
                    .isInstanceOf(ClusterCreationException.class)
                    .hasMessageContaining("the host's API has not answered ")
                    .hasMessageContaining("kubectl delete namespace k3k-cut-off");
            assertThat(List.of(failure.getSuppressed()))
                    .anySatisfy(suppressed -> assertThat(suppressed).hasMessageContaining("lease of 20 s"));
        }
        assertThat(TestHost.client().namespaces().withName("k3k-cut-off").informOnCondition(List::isEmpty))
                .as("the host removes by itself what was left")
                .succeedsWithin(TestHost.PATIENCE);
    }

    /** A policy is in force some moments after it was made. */
    private static void awaitDenial(KubernetesClient host) {
        var elsewhere = host.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("denial-probe")
                        .addToLabels("ksail.io/cluster", "denied")
                        .endMetadata()
                        .build())
                .create();
        try {
            await().atMost(TestHost.PATIENCE).untilAsserted(() -> assertThatThrownBy(() -> host.pods()
                            .inNamespace("denial-probe")
                            .resource(privilegedPod())
                            .dryRun()
                            .create())
                    .hasMessageContaining("this host allows no privileged pods"));
        } finally {
            host.resource(elsewhere).delete();
        }
    }

    private static Pod privilegedPod() {
        return new PodBuilder()
                .withNewMetadata()
                .withName("privileged")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withImage("busybox:1.36")
                .withNewSecurityContext()
                .withPrivileged(true)
                .endSecurityContext()
                .endContainer()
                .endSpec()
                .build();
    }

    private static Throwable failureOf(Class<?> testClass) {
        return Kit.failureOf(Kit.run(testClass));
    }

    @NestedCluster
    static class PlainTestCases {
        @Test
        void runs() {}
    }

    @NestedCluster(kubernetesVersion = "9.99.9")
    static class UnknownVersionTestCases extends PlainTestCases {}

    @NestedCluster(kubernetesVersion = "latest")
    static class NoVersionTestCases extends PlainTestCases {}

    @NestedCluster(nodeImage = "busybox:1.36")
    static class NoNodeImageTestCases extends PlainTestCases {}

    @NestedCluster(name = "My_Cluster")
    static class BadNameTestCases extends PlainTestCases {}

    @NestedCluster(name = "denied")
    static class DeniedTestCases extends PlainTestCases {}

    @NestedCluster(name = "impatient", readyTimeout = "PT10S", config = "classpath:io/ksail/junit/unschedulable.yaml")
    static class ImpatientTestCases extends PlainTestCases {}

    @NestedCluster(name = "cut-off", readyTimeout = "60s")
    static class CutOffTestCases extends PlainTestCases {}

    @NestedCluster
    static class WrongParameterTestCases {
        @Test
        void runs(io.fabric8.kubernetes.client.Watcher<?> watcher) {}
    }

    @NestedCluster
    static class WrongFieldTestCases extends PlainTestCases {
        @Kubeconfig
        Integer kubeconfig;
    }

    @NestedCluster
    static class FinalFieldTestCases extends PlainTestCases {
        @Kubeconfig
        final String kubeconfig = null;
    }
}
