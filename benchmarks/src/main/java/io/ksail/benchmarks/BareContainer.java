package io.ksail.benchmarks;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.testcontainers.containers.ContainerState;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.k3s.K3sContainer;

/** What it is measured against: the same node image straight in Docker, used as soon as its API is ready. */
final class BareContainer {

    private BareContainer() {}

    static void measure(Stopwatch watch) {
        try (K3sContainer container = PlainK3s.container()) {
            container.waitingFor(new KubeconfigWritten());
            container.start();
            try (KubernetesClient client = whenReady(container.getKubeConfigYaml())) {
                FirstPod.callApi(client, watch);
                awaitDefaultServiceAccount(client);
                FirstPod.run(client, watch);
            }
        }
    }

    /** Its own strategy waits for a line of the log, which comes later than the API. */
    private static final class KubeconfigWritten extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {
            try {
                ((ContainerState) waitStrategyTarget)
                        .execInContainer("sh", "-c", "until [ -s /etc/rancher/k3s/k3s.yaml ]; do sleep 0.05; done");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static KubernetesClient whenReady(String kubeconfig) {
        Config config = new ConfigBuilder(Config.fromKubeconfig(kubeconfig))
                .withRequestRetryBackoffLimit(0)
                .build();
        KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build();
        while (true) {
            try {
                if (client.raw("/readyz") != null) {
                    return client;
                }
            } catch (KubernetesClientException notYet) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    private static void awaitDefaultServiceAccount(KubernetesClient client) {
        try {
            client.serviceAccounts()
                    .inNamespace("default")
                    .withName("default")
                    .informOnCondition(accounts -> !accounts.isEmpty())
                    .get(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the bare container made no default ServiceAccount", e);
        }
    }
}
