package io.ksail.junit;

import io.fabric8.kubernetes.api.model.Namespace;
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
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** One real host for all integration tests of this JVM, known to the tests by its kubeconfig like any other host. */
final class TestHost {

    /** Generous: the machine is busy, and what is tested is that it happens, not how fast. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Host HOST = Host.find(HostRequest.embedded().notShared());
    private static final Path KUBECONFIG = write(HOST.client().getConfiguration());

    private TestHost() {}

    static Host host() {
        return HOST;
    }

    static KubernetesClient client() {
        return HOST.client();
    }

    static Path kubeconfig() {
        return KUBECONFIG;
    }

    /** A kubeconfig that leads to the same host by another way. */
    static Path kubeconfigThrough(String serverUrl) {
        return write(
                new io.fabric8.kubernetes.client.ConfigBuilder(HOST.client().getConfiguration())
                        .withMasterUrl(serverUrl)
                        .build());
    }

    /** Nothing of ours is left on the host: watched, not polled. */
    static void assertEmpty() {
        assertThat(client().namespaces()
                        .withLabel("ksail.io/managed-by", "ksail")
                        .informOnCondition(List::isEmpty))
                .as(() -> "the host holds nothing of ours; it holds "
                        + client().namespaces().withLabel("ksail.io/managed-by", "ksail").list().getItems().stream()
                                .map(TestHost::state)
                                .toList())
                .succeedsWithin(PATIENCE);
    }

    static void assertGone(String namespace) {
        assertThat(client().namespaces().withName(namespace).informOnCondition(List::isEmpty))
                .as("namespace %s is gone", namespace)
                .succeedsWithin(PATIENCE);
    }

    /** The host has tried to delete the namespace, and says that finalizers hold it. */
    static void awaitHeldUp(String namespace) {
        assertThat(client().namespaces().withName(namespace).informOnCondition(found -> found.stream()
                        .anyMatch(TestHost::isHeldUp)))
                .as("namespace %s is held up", namespace)
                .succeedsWithin(PATIENCE);
    }

    private static boolean isHeldUp(Namespace namespace) {
        return Optional.ofNullable(namespace.getStatus().getConditions()).orElse(List.of()).stream()
                .anyMatch(condition -> "NamespaceFinalizersRemaining".equals(condition.getType())
                        && "True".equals(condition.getStatus()));
    }

    private static String state(Namespace namespace) {
        return namespace.getMetadata().getName() + " (" + namespace.getStatus() + ")";
    }

    static Path write(Config config) {
        try {
            Path file = Files.createTempFile("ksail-test-host", ".yaml");
            file.toFile().deleteOnExit();
            return Files.writeString(file, ClientKubeconfig.of(config));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
