package io.ksail.junit;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.internal.PodExec;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.Readiness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Answers that are lost, late or unwelcome, by a link to the real host that a test holds in its hands. */
class FaultsIT {

    private final CuttableLink link =
            CuttableLink.to(TestHost.client().getConfiguration().getMasterUrl());

    @AfterEach
    void nothing_is_left() throws InterruptedException {
        link.close();
        ChildJvm.killAll();
        TestHost.assertEmpty();
    }

    /** The library sends the request again, and is told that the namespace exists already. */
    @Test
    void a_namespace_whose_answer_was_lost_is_known_again() {
        AtomicBoolean lost = new AtomicBoolean();
        try (Host host = hostThroughLink()) {
            link.beforeAnswers(() -> {
                if (isThere("k3k-answer-lost") && lost.compareAndSet(false, true)) {
                    link.cutWhatIsOpen();
                }
            });
            try (Cluster cluster = Clusters.on(host)
                    .create(ClusterSpec.named("answer-lost")
                            .readiness(Readiness.API)
                            .build())) {
                assertThat(lost).isTrue();
                assertThat(cluster.client().namespaces().list().getItems()).isNotEmpty();
            }
        }
    }

    @Test
    void a_process_that_is_told_to_end_between_request_and_answer_leaves_no_namespace() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        link.beforeAnswers(() -> {
            if (isThere("k3k-told-early")) {
                arrived.countDown();
                await(ended);
            }
        });
        Path kubeconfig = TestHost.kubeconfigThrough(link.url());
        ChildJvm child = ChildJvm.start(Creator.class, kubeconfig.toString(), "told-early");
        assertThat(arrived.await(TestHost.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        child.tell();
        ended.countDown();
        child.awaitEnd();
        TestHost.assertGone("k3k-told-early");
    }

    @Test
    void an_exec_that_is_refused_is_not_taken_for_silence() throws Exception {
        try (HostUsers users = new HostUsers();
                Cluster cluster = Clusters.on(TestHost.host())
                        .create(ClusterSpec.named("exec-refused")
                                .readiness(Readiness.API)
                                .build());
                Host host = HostUsers.as(
                        users.token("no-exec", HostUsers.documentedWithout("pods/exec get", "pods/exec create")))) {
            PodExec exec = new PodExec(host.client(), cluster.namespace(), "k3k-exec-refused-server-0", "k3s");
            assertThat(exec.run("true"))
                    .failsWithin(TestHost.PATIENCE)
                    .withThrowableThat()
                    .withCauseInstanceOf(KubernetesClientException.class)
                    .withMessageContaining("k3k-exec-refused-server-0 (pods/exec) is refused with HTTP status 403");
        }
    }

    /** Who rules a node rules what its programs say. */
    @Test
    void a_program_in_a_node_that_prints_without_end_is_not_listened_to_for_ever() {
        try (Cluster cluster = Clusters.on(TestHost.host())
                .create(ClusterSpec.named("talkative").readiness(Readiness.API).build())) {
            PodExec exec = new PodExec(TestHost.client(), cluster.namespace(), "k3k-talkative-server-0", "k3s");
            assertThat(exec.run("yes", "x".repeat(1_000)))
                    .failsWithin(TestHost.PATIENCE)
                    .withThrowableThat()
                    .withMessageContaining("the command says more than");
        }
    }

    @Test
    void a_lease_that_ran_out_while_the_network_was_cut_is_told_as_that() {
        try (Host host = hostThroughLink();
                Cluster cluster = Clusters.on(host)
                        .create(ClusterSpec.named("cut-off")
                                .readiness(Readiness.API)
                                .lease(Duration.ofSeconds(20))
                                .build())) {
            link.interrupt();
            TestHost.assertGone(cluster.namespace());
            link.mend();
            assertThat(cluster).satisfies(LossIT::isLost);
            assertThat(cluster.loss().orElseThrow())
                    .hasMessageContaining("its lease of 20 s could not be renewed for")
                    .hasMessageContaining("so namespace k3k-cut-off was deleted by its lease's pod");
        }
    }

    /** It saw its own renewals fail too; who of both is first back must not matter. */
    @Test
    void an_outage_of_the_api_is_no_silence_of_the_process() {
        try (Host host = hostThroughLink();
                Cluster cluster = Clusters.on(host)
                        .create(ClusterSpec.named("short-cut")
                                .readiness(Readiness.API)
                                .lease(Duration.ofSeconds(40))
                                .build())) {
            link.interrupt();
            assertThatThrownBy(() -> host.client().namespaces().list()).isInstanceOf(KubernetesClientException.class);
            link.mend();
            assertThat(TestHost.client()
                            .namespaces()
                            .withName(cluster.namespace())
                            .informOnCondition(renewed(cluster)))
                    .succeedsWithin(TestHost.PATIENCE);
            assertThat(cluster.loss()).isEmpty();
        }
    }

    private static java.util.function.Predicate<List<Namespace>> renewed(Cluster cluster) {
        String before = expiry(
                TestHost.client().namespaces().withName(cluster.namespace()).get());
        return found -> found.stream().anyMatch(there -> !before.equals(expiry(there)));
    }

    private static String expiry(Namespace namespace) {
        return namespace.getMetadata().getAnnotations().get("ksail.io/expires");
    }

    private Host hostThroughLink() {
        return Host.find(new HostRequest(
                HostKind.KUBECONFIG, Optional.of(TestHost.kubeconfigThrough(link.url())), Optional.empty()));
    }

    private static boolean isThere(String namespace) {
        return TestHost.client().namespaces().withName(namespace).get() != null;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(TestHost.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A process that creates a cluster. */
    static final class Creator {
        public static void main(String[] args) {
            Host host =
                    Host.find(new HostRequest(HostKind.KUBECONFIG, Optional.of(Path.of(args[0])), Optional.empty()));
            Clusters.on(host).create(ClusterSpec.named(args[1]).build());
        }
    }
}
