package io.ksail.cli;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.host.Host;
import io.ksail.host.HostRequest;
import io.ksail.internal.chart.ClientKubeconfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A real host, known to the command line by its kubeconfig like any other one. */
final class TestHost {

    /** Generous: the machine is busy, and what is tested is that it happens, not how fast. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Host HOST = Host.find(HostRequest.embedded().notShared());
    private static final Path KUBECONFIG = write(HOST.client().getConfiguration());

    private TestHost() {}

    static KubernetesClient client() {
        return HOST.client();
    }

    static Path kubeconfig() {
        return KUBECONFIG;
    }

    /** The names of the namespaces that are ours. */
    static List<String> ours() {
        return client().namespaces().withLabel("ksail.io/managed-by", "ksail").list().getItems().stream()
                .map(namespace -> namespace.getMetadata().getName())
                .toList();
    }

    /** Nothing of ours is left on the host: watched, not polled. */
    static void assertEmpty() {
        assertThat(client().namespaces()
                        .withLabel("ksail.io/managed-by", "ksail")
                        .informOnCondition(List::isEmpty))
                .as("the host holds nothing of ours")
                .succeedsWithin(PATIENCE);
    }

    static void assertGone(String namespace) {
        assertThat(client().namespaces().withName(namespace).informOnCondition(List::isEmpty))
                .as("namespace %s is gone", namespace)
                .succeedsWithin(PATIENCE);
    }

    private static Path write(Config config) {
        try {
            Path file = Files.createTempFile("ksail-test-host", ".yaml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, ClientKubeconfig.of(config));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
