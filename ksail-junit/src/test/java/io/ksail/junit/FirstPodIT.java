package io.ksail.junit;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.spec.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is promised of a cluster that is usable: a pod that is made at once runs as soon as it can, on every node, and
 * who is bound to a role may do at once what it says. */
class FirstPodIT {

    @Test
    void a_pod_that_is_made_at_once_is_not_made_to_wait_for_a_second_try() {
        try (Cluster cluster = Clusters.on(TestHost.host())
                .create(TestedVersion.named("first-pod").workers(1).build())) {
            List<Node> nodes = cluster.client().nodes().list().getItems();
            assertThat(nodes).hasSize(2).allSatisfy(node -> {
                assertThat(node.getSpec().getTaints()).as("taints").isEmpty();
                assertThat(node.getSpec().getPodCIDR()).as("podCIDR").isNotBlank();
            });
            assertThatPodsRunAtTheFirstTry(cluster.client(), nodes);
        }
        TestHost.assertEmpty();
    }

    @Test
    void neither_is_one_on_an_only_node_which_becomes_what_it_would_have_become_anyway() {
        try (Cluster cluster = Clusters.on(TestHost.host())
                .create(TestedVersion.named("only-node").build())) {
            KubernetesClient nested = cluster.client();
            List<Node> nodes = nested.nodes().list().getItems();
            assertThat(nodes).singleElement().satisfies(node -> {
                assertThat(node.getSpec().getTaints()).as("taints").isEmpty();
                assertThat(node.getSpec().getProviderID())
                        .isEqualTo("k3s://" + node.getMetadata().getName());
                assertThat(node.getMetadata().getLabels()).containsEntry("node.kubernetes.io/instance-type", "k3s");
            });
            assertThatPodsRunAtTheFirstTry(nested, nodes);
            Node node = nested.nodes()
                    .waitUntilCondition(
                            any -> any.getSpec().getPodCIDR() != null, TestHost.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            Pod pod = nested.pods().inNamespace("default").list().getItems().get(0);
            assertThat(pod.getStatus().getPodIP())
                    .as("an address of the range that the node was given afterwards")
                    .startsWith(node.getSpec().getPodCIDR().replaceAll("\\d+/24$", ""));
            assertThat(nested.nodes().list().getItems())
                    .as("taints that a controller has put on again")
                    .allSatisfy(still -> assertThat(still.getSpec().getTaints()).isEmpty());
        }
        TestHost.assertEmpty();
    }

    @Test
    void a_user_who_is_bound_to_a_default_role_at_once_may_do_what_it_says() {
        try (Cluster cluster = Clusters.on(TestHost.host())
                .create(TestedVersion.named("first-user").build())) {
            assertThat(List.of("view", "edit", "admin")).allSatisfy(role -> assertThat(cluster.client()
                            .rbac()
                            .clusterRoles()
                            .withName(role)
                            .get()
                            .getRules())
                    .as(role)
                    .isNotEmpty());
            KubernetesClient ann = cluster.asUser("ann").client();
            cluster.client().resource(viewer("ann")).create();
            // The API server learns of a binding some moments after it is there.
            await().atMost(Duration.ofSeconds(2))
                    .ignoreException(KubernetesClientException.class)
                    .until(() -> ann.pods().inNamespace("default").list() != null);
        }
        TestHost.assertEmpty();
    }

    @Test
    void a_user_of_a_cluster_whose_api_has_just_answered_waits_for_the_roles() {
        try (Cluster cluster = Clusters.on(TestHost.host())
                .create(TestedVersion.named("early-user")
                        .readiness(Readiness.API)
                        .build())) {
            cluster.client().resource(viewer("bea")).create();
            assertThat(cluster.asUser("bea")
                            .client()
                            .pods()
                            .inNamespace("default")
                            .list()
                            .getItems())
                    .isEmpty();
        }
        TestHost.assertEmpty();
    }

    private static RoleBinding viewer(String user) {
        return new RoleBindingBuilder()
                .withNewMetadata()
                .withName(user)
                .withNamespace("default")
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "view")
                .addNewSubject()
                .withApiGroup("rbac.authorization.k8s.io")
                .withKind("User")
                .withName(user)
                .endSubject()
                .build();
    }

    private static void assertThatPodsRunAtTheFirstTry(KubernetesClient nested, List<Node> nodes) {
        nodes.forEach(
                node -> nested.resource(podOn(node.getMetadata().getName())).create());
        assertThat(nested.pods()
                        .inNamespace("default")
                        .informOnCondition(pods -> pods.size() == nodes.size()
                                && pods.stream().allMatch(pod -> "Running"
                                        .equals(pod.getStatus().getPhase()))))
                .succeedsWithin(TestHost.PATIENCE);
        assertThat(nested.v1().events().inNamespace("default").list().getItems())
                .extracting(event -> event.getReason() + ": " + event.getMessage())
                .anyMatch(event -> event.startsWith("Started: "))
                .noneMatch(FirstPodIT::isSecondTry);
    }

    private static Pod podOn(String node) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("on-" + node)
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .addToNodeSelector("kubernetes.io/hostname", node)
                .addNewContainer()
                .withName("c")
                .withImage("busybox:1.36")
                .withCommand("sleep", "600")
                .endContainer()
                .endSpec()
                .build();
    }

    /**
     * What a pod is told that came before its node could run it: no network, or its token's ServiceAccount or {@code
     * kube-root-ca.crt} not found. A kubelet on a busy machine may also be late itself in fetching the latter, or before
     * the API server knows that the pod is the node's; it says so by the same reason, and tries again half a second later,
     * however ready the node was.
     */
    private static boolean isSecondTry(String event) {
        return event.matches("(?s)(FailedCreatePodSandBox|NetworkNotReady): .*")
                || event.startsWith("FailedMount: ") && event.contains("not found");
    }
}
