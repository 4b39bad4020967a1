package io.javaoperatorsdk.operator.junit;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;

/** Stands in for the one of the Java Operator SDK. */
public class LocallyRunOperatorExtension extends AbstractOperatorExtension {

    public LocallyRunOperatorExtension(@Nullable KubernetesClient client) {
        super(client);
    }
}
