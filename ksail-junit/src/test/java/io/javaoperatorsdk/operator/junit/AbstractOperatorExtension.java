package io.javaoperatorsdk.operator.junit;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Stands in for the one of the Java Operator SDK, which has this name and this method. */
public abstract class AbstractOperatorExtension implements BeforeEachCallback {

    private final KubernetesClient client;

    protected AbstractOperatorExtension(@Nullable KubernetesClient client) {
        this.client = client == null ? new KubernetesClientBuilder().build() : client;
    }

    public KubernetesClient getKubernetesClient() {
        return client;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        // The real one makes a namespace.
    }
}
