package io.ksail.testcontainers;

import io.fabric8.kubernetes.client.Config;
import io.ksail.host.EmbeddedHostProvider;
import io.ksail.host.Host;
import io.ksail.host.HostUnavailableException;
import io.ksail.internal.Causes;
import io.ksail.internal.Durations;
import io.ksail.internal.Stopwatch;
import io.ksail.internal.Versions;
import io.ksail.internal.distribution.k3s.K3sRegistries;
import io.ksail.spec.RegistryMirrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/** Starts Testcontainers' own K3s as the host. */
public final class TestcontainersHostProvider implements EmbeddedHostProvider {

    private static final Logger LOG = LoggerFactory.getLogger(TestcontainersHostProvider.class);

    private static final String REGISTRIES_PATH = "/etc/rancher/k3s/registries.yaml";

    /** Made by {@link java.util.ServiceLoader}. */
    public TestcontainersHostProvider() {}

    @Override
    public Host start(RegistryMirrors mirrors) {
        requireDocker();
        Stopwatch started = Stopwatch.started();
        NodePortRange published =
                NodePortRange.neededFor(DockerClientFactory.instance().getInfo());
        K3sContainer container = container(mirrors, published);
        try {
            container.start();
            LOG.info(
                    "host: embedded K3s {} in Docker (+{})",
                    container.getDockerImageName(),
                    Durations.readable(started.elapsed()));
            return Host.connect(
                    Config.fromKubeconfig(container.getKubeConfigYaml()),
                    "embedded K3s in Docker",
                    published.locationBeside(container),
                    container::stop,
                    Optional.of(new EmbeddedImages(container)));
        } catch (RuntimeException e) {
            String log = tail(container);
            container.stop();
            throw new HostUnavailableException(
                    "The embedded host %s could not be started in Docker".formatted(container.getDockerImageName()),
                    Causes.message(e) + log,
                    "check that the image can be pulled (docker pull) and that Docker allows privileged containers",
                    e);
        }
    }

    private static void requireDocker() {
        try {
            DockerClientFactory.instance().client();
        } catch (RuntimeException e) {
            throw new HostUnavailableException(
                    "An embedded host can't be started",
                    "no Docker engine answers: " + Causes.message(e),
                    "start Docker, or name an existing cluster with KSAIL_HOST_KUBECONFIG and/or KSAIL_HOST_CONTEXT",
                    e);
        }
    }

    private static K3sContainer container(RegistryMirrors mirrors, NodePortRange published) {
        K3sContainer container = new K3sContainer(DockerImageName.parse(Versions.K3S_IMAGE));
        List<String> command = new ArrayList<>(List.of(
                "server",
                "--disable=traefik",
                "--disable=metrics-server",
                // It would take the ports of the node; a node port is as good here.
                "--disable=servicelb",
                Versions.K3S_CGROUP_V1,
                "--tls-san=" + container.getHost()));
        command.addAll(published.serverArguments());
        container.withCommand(command.toArray(String[]::new));
        container.addExposedPorts(published.ports());
        if (!mirrors.isEmpty()) {
            container.withCopyToContainer(Transferable.of(K3sRegistries.yaml(mirrors)), REGISTRIES_PATH);
        }
        return container;
    }

    private static String tail(K3sContainer container) {
        try {
            List<String> lines = container.getLogs().lines().toList();
            return lines.isEmpty()
                    ? ""
                    : "\nlast log lines:\n"
                            + String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
        } catch (RuntimeException noContainer) {
            return "";
        }
    }
}
