package io.ksail.junit;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.internal.Causes;
import io.ksail.internal.Durations;
import io.ksail.internal.Redaction;
import io.ksail.spec.ClusterName;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A namespace of one test or class in a nested cluster. */
final class FreshNamespace {

    private static final Logger LOG = LoggerFactory.getLogger(FreshNamespace.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final String name;

    private FreshNamespace(KubernetesClient client, String name) {
        this.client = client;
        this.name = name;
    }

    /** Creates it, and waits until pods are accepted in it. */
    static FreshNamespace create(KubernetesClient client, ExtensionContext whose) {
        String name = ClusterName.generatedFor(whose.getRequiredTestClass()).value();
        FreshNamespace namespace = new FreshNamespace(client, name);
        try {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .addToAnnotations(
                                    "ksail.io/requested-by",
                                    whose.getRequiredTestClass().getName()
                                            + whose.getTestMethod()
                                                    .map(method -> "#" + method.getName())
                                                    .orElse(""))
                            .endMetadata()
                            .build())
                    .create();
            namespace.awaitServiceAccount();
            return namespace;
        } catch (KubernetesClientException | ExecutionException e) {
            throw namespace.failure(Causes.message(e), "look at what the nested cluster says", e);
        } catch (TimeoutException e) {
            namespace.delete();
            throw namespace.failure(
                    "its ServiceAccount 'default' was not there within " + Durations.readable(PATIENCE),
                    "look at the nested cluster's controller manager",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            namespace.delete();
            throw namespace.failure("the thread was interrupted", "give the test more time", e);
        }
    }

    /** Until it is there, pods are refused. */
    private void awaitServiceAccount() throws ExecutionException, TimeoutException, InterruptedException {
        CompletableFuture<List<ServiceAccount>> there = client.serviceAccounts()
                .inNamespace(name)
                .withName("default")
                .informOnCondition(accounts -> !accounts.isEmpty());
        try {
            there.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            there.cancel(true);
        }
    }

    String name() {
        return name;
    }

    /** Asks for it, and does not wait. A test does not fail because its cluster is gone by now. */
    void delete() {
        boolean interrupted = Thread.interrupted();
        try {
            client.namespaces().withName(name).delete();
        } catch (RuntimeException e) {
            LOG.debug("namespace {} was not deleted", name, Redaction.scrubbed(e));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private KsailException failure(String seen, String remedy, @Nullable Throwable cause) {
        return new KsailException(
                "The test's namespace %s is not available in the nested cluster".formatted(name), seen, remedy, cause);
    }
}
