package io.ksail.benchmarks;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Statistics;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.ksail.cluster.Clusters;
import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.spec.ClusterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;

/** An existing cluster as far as the extension knows, whose container can be weighed. */
final class WarmHost implements AutoCloseable {

    private final K3sContainer container;
    private final Path kubeconfig;
    private final KubernetesClient client;
    private final Host host;

    private WarmHost(K3sContainer container, Path kubeconfig) {
        this.container = container;
        this.kubeconfig = kubeconfig;
        this.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(container.getKubeConfigYaml()))
                .build();
        this.host = Host.find(new HostRequest(HostKind.KUBECONFIG, Optional.of(kubeconfig), Optional.empty()));
    }

    static WarmHost start() throws IOException {
        K3sContainer container = PlainK3s.container();
        container.start();
        Path kubeconfig = Files.createTempFile("ksail-bench", ".yaml");
        kubeconfig.toFile().deleteOnExit();
        Files.writeString(kubeconfig, container.getKubeConfigYaml());
        return new WarmHost(container, kubeconfig);
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    /** Begins the cluster that a class without attributes takes. */
    void fillPool() {
        Clusters.on(host).fillPool(ClusterSpec.named("any").build(), 1);
    }

    void drainPool() {
        Clusters.on(host).drainPool();
    }

    void awaitEmpty() {
        client.namespaces()
                .withLabel("ksail.io/managed-by", "ksail")
                .informOnCondition(List::isEmpty)
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    /** Runs test classes with it, all of which have to succeed. */
    void run(Launcher launcher, Map<String, String> parameters, List<Class<?>> testClasses) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        launcher.execute(
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(testClasses.stream()
                                .map(DiscoverySelectors::selectClass)
                                .toList())
                        .configurationParameter("ksail.host.kubeconfig", kubeconfig.toString())
                        .configurationParameters(parameters)
                        .build(),
                summary);
        if (summary.getSummary().getTotalFailureCount() > 0) {
            throw new IllegalStateException(
                    summary.getSummary().getFailures().get(0).getException());
        }
    }

    /** What the host uses with everything on it, page cache that could be dropped at once not counted. */
    long memoryMiB() {
        var memory = statistics().getMemoryStats();
        Long droppable = memory.getStats() == null ? null : memory.getStats().getInactiveFile();
        return (memory.getUsage() - (droppable == null ? 0 : droppable)) >> 20;
    }

    /** What the host and everything on it has had of the processors until now, all together. */
    long processorNanos() {
        return statistics().getCpuStats().getCpuUsage().getTotalUsage();
    }

    private Statistics statistics() {
        CompletableFuture<Statistics> first = new CompletableFuture<>();
        DockerClientFactory.lazyClient()
                .statsCmd(container.getContainerId())
                .withNoStream(true)
                .exec(new ResultCallback.Adapter<Statistics>() {
                    @Override
                    public void onNext(Statistics statistics) {
                        first.complete(statistics);
                    }
                });
        return first.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        host.close();
        client.close();
        container.stop();
    }
}
