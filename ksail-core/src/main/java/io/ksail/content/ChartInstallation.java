package io.ksail.content;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.ksail.chart.ChartInstallationException;
import io.ksail.chart.ChartInstaller;
import io.ksail.chart.ChartRelease;
import io.ksail.cluster.Cluster;
import io.ksail.content.Rollouts.Changes;
import io.ksail.internal.Deadline;
import io.ksail.internal.Retries;
import io.ksail.internal.diagnosis.PodDescriber;
import io.ksail.internal.diagnosis.UnrecoverableException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Installs a release into a cluster, for as long as there is hope for its pods.
 *
 * @param cluster where it goes
 * @param release what is installed
 */
record ChartInstallation(Cluster cluster, ChartRelease release) {

    void run(Deadline deadline) {
        ChartInstaller installer = ChartInstaller.find(release);
        try (ReleasePods pods = new ReleasePods(cluster.client(), release.namespace())) {
            try {
                installer.install(release, cluster.kubeconfig().yaml(), deadline.remaining(), pods.failure());
            } catch (UnrecoverableException e) {
                throw new ChartInstallationException(
                        "The pods of the Helm release %s do not come up".formatted(release),
                        withMessage(e.problem().seen(), pods),
                        e.problem().remedy(),
                        e);
            } catch (ChartInstallationException e) {
                throw new ChartInstallationException(e.tried(), withMessage(e.seen(), pods), e.remedy(), e);
            }
        }
    }

    private static String withMessage(String seen, ReleasePods pods) {
        return (seen + "\n" + pods.complaints()).strip();
    }

    /** The pods of a release's namespace: Helm only says that it waited too long, they say why. */
    private static final class ReleasePods implements AutoCloseable {

        private final KubernetesClient client;
        private final CompletableFuture<Void> failure = new CompletableFuture<>();
        private final SharedIndexInformer<Pod> pods;

        ReleasePods(KubernetesClient client, String namespace) {
            this.client = client;
            this.pods = client.pods().inNamespace(namespace).inform();
            pods.addEventHandler(new Changes<>(this::look));
        }

        private void look() {
            pods().stream()
                    .flatMap(pod -> UnrecoverablePods.of(pod).stream())
                    .findFirst()
                    .ifPresent(problem -> failure.completeExceptionally(new UnrecoverableException(problem)));
        }

        private List<Pod> pods() {
            return pods.getStore().list();
        }

        CompletableFuture<Void> failure() {
            return failure;
        }

        /** The words of all that are not well. */
        String complaints() {
            KubernetesClient impatient = Retries.of(client, Retries.FEW);
            return pods().stream()
                    .filter(pod -> !Readiness.isPodReady(pod)
                            && !"Succeeded".equals(pod.getStatus().getPhase()))
                    .flatMap(pod -> new PodDescriber(impatient, pod).complaint().stream())
                    .collect(Collectors.joining("\n"));
        }

        @Override
        public void close() {
            pods.close();
        }
    }
}
