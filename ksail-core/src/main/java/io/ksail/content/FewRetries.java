package io.ksail.content;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/** A client that gives up soon: it does not tell a webhook or a log that fails from a server that does. */
final class FewRetries {

    /** Ten by default, with pauses that grow to most of a minute. */
    private static final int RETRIES = 2;

    private FewRetries() {}

    /** A client of the same cluster; the caller closes it. */
    static KubernetesClient like(KubernetesClient client) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(client.getConfiguration())
                        .withRequestRetryBackoffLimit(RETRIES)
                        .build())
                .build();
    }
}
