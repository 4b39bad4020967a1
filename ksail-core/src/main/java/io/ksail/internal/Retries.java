package io.ksail.internal;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;

/**
 * How often the client library asks again when nobody answered, or a server that it has trouble: ten times by default, with
 * pauses that grow to most of a minute. It goes on with that also when its client was closed meanwhile.
 */
public final class Retries {

    /** For whoever does not tell a webhook or a log that fails from a server that does. */
    public static final int FEW = 2;

    private Retries() {}

    /**
     * The same client, which gives up sooner.
     *
     * @param client whose connections are used; with it, what is returned ends
     * @param most how often it asks again: five times are 3 s
     * @return not to be closed
     */
    public static KubernetesClient of(KubernetesClient client, int most) {
        return client.newClient(
                        new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                                .withRequestRetryBackoffLimit(most)
                                .build())
                .adapt(KubernetesClient.class);
    }
}
