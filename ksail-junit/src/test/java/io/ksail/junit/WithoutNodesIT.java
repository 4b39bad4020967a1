package io.ksail.junit;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.callback.Callback;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.doctor.Doctor;
import io.ksail.image.ImageException;
import io.ksail.spec.ClusterSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A cluster that is a control plane alone. */
class WithoutNodesIT {

    private static final ClusterSpec SPEC =
            TestedVersion.named("no-nodes").withoutNodes(true).build();

    private static Cluster cluster;

    @BeforeAll
    static void create() {
        cluster = Clusters.on(TestHost.host()).create(SPEC);
    }

    @AfterAll
    static void delete() {
        if (cluster != null) {
            cluster.close();
        }
        TestHost.assertEmpty();
    }

    @Test
    void its_pods_on_the_host_are_admitted_where_pods_are_restricted() {
        KubernetesClient host = TestHost.client();
        Namespace restricted = host.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("restricted")
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .endMetadata()
                        .build())
                .create();
        host.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("anybody")
                        .withNamespace("restricted")
                        .endMetadata()
                        .build())
                .create();
        try {
            assertThat(host.namespaces()
                            .withName(cluster.namespace())
                            .get()
                            .getMetadata()
                            .getLabels())
                    .doesNotContainKey("pod-security.kubernetes.io/enforce");
            assertThat(host.pods().inNamespace(cluster.namespace()).list().getItems())
                    .extracting(pod -> pod.getMetadata().getName())
                    .containsExactlyInAnyOrder("k3k-no-nodes-server-0", "ksail-lease");
            assertThat(host.pods().inNamespace(cluster.namespace()).list().getItems())
                    .allSatisfy(pod -> assertThat(host.resource(admittedIn("restricted", pod))
                                    .dryRun(true)
                                    .create())
                            .isNotNull());
        } finally {
            host.resource(restricted).delete();
        }
    }

    /** The pod as it was asked for, for a dry run in another namespace. */
    private static Pod admittedIn(String namespace, Pod pod) {
        return new PodBuilder(pod)
                .withNewMetadata()
                .withName("like-" + pod.getMetadata().getName())
                .withNamespace(namespace)
                .endMetadata()
                .editSpec()
                .withServiceAccount(null)
                .withServiceAccountName("anybody")
                .withNodeName(null)
                .withAutomountServiceAccountToken(false)
                .removeMatchingFromVolumes(volume -> volume.getName().startsWith("kube-api-access"))
                .editFirstContainer()
                .removeMatchingFromVolumeMounts(mount -> mount.getName().startsWith("kube-api-access"))
                .endContainer()
                .endSpec()
                .withStatus(null)
                .build();
    }

    @Test
    void no_node_is_there_and_a_pod_is_told_so() {
        KubernetesClient nested = cluster.client();
        assertThat(nested.nodes().list().getItems()).isEmpty();
        Pod pod = nested.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("waits")
                        .withNamespace("default")
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("c")
                        .withImage("busybox:1.36")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        assertThat(nested.v1().events().inNamespace("default").informOnCondition(events -> events.stream()
                        .anyMatch(event -> "FailedScheduling".equals(event.getReason())
                                && event.getMessage().contains("no nodes available"))))
                .succeedsWithin(TestHost.PATIENCE);
        assertThat(nested.resource(pod).get().getStatus().getPhase()).isEqualTo("Pending");
    }

    @Test
    void controllers_run() {
        KubernetesClient nested = cluster.client();
        nested.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("team")
                        .endMetadata()
                        .build())
                .create();
        assertThat(nested.serviceAccounts()
                        .inNamespace("team")
                        .withName("default")
                        .informOnCondition(accounts -> !accounts.isEmpty()))
                .succeedsWithin(TestHost.PATIENCE);
        nested.namespaces().withName("team").delete();
        assertThat(nested.namespaces().withName("team").informOnCondition(List::isEmpty))
                .succeedsWithin(TestHost.PATIENCE);
    }

    @Test
    void its_api_server_calls_a_webhook_in_this_jvm() {
        KubernetesClient nested = cluster.client();
        try (Callback callback = cluster.callback(CallbackIT::judge)) {
            CallbackIT.register(nested, callback);
            assertThatThrownBy(() -> nested.resource(new ConfigMapBuilder()
                                    .withNewMetadata()
                                    .withName("bad")
                                    .withNamespace("default")
                                    .endMetadata()
                                    .build())
                            .create())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("nothing bad in this cluster");
            nested.admissionRegistration()
                    .v1()
                    .validatingWebhookConfigurations()
                    .withName("good-only")
                    .delete();
        }
    }

    @Test
    void images_have_nowhere_to_go() throws Exception {
        Path archive = ImageArchive.withBusyboxOf(TestHost.host(), "nowhere:dev");
        assertThatThrownBy(() -> cluster.loadImages(archive))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("it was made without nodes");
    }

    @Test
    void another_process_reaches_it_by_its_kubeconfig() {
        assertThat(Clusters.on(TestHost.host()).kubeconfig("no-nodes").yaml())
                .isEqualTo(cluster.kubeconfig().yaml());
    }

    @Test
    void the_doctor_asks_for_no_privileged_pods() {
        assertThat(Doctor.examine(TestHost.host(), SPEC))
                .filteredOn(finding -> finding.check().equals("privileged pods"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.toString()).contains("K3s without nodes has none"));
    }
}
