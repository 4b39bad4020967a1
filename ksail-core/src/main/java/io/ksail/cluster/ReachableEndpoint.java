package io.ksail.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.ksail.exposure.Endpoint;
import io.ksail.exposure.Exposure;
import io.ksail.internal.exposure.Offer;
import io.ksail.kubeconfig.Kubeconfig;
import java.util.List;

/**
 * The way into a nested cluster that was found.
 *
 * @param offer whose address it is
 * @param endpoint which of its addresses
 * @param kubeconfig what leads there
 */
record ReachableEndpoint(Offer offer, Endpoint endpoint, Kubeconfig kubeconfig) {

    /** One that another process has exposed; what is on the host for it goes with the namespace. */
    static ReachableEndpoint foundByOthers(Exposure exposure, Kubeconfig kubeconfig) {
        Endpoint endpoint = exposure.endpoint();
        return new ReachableEndpoint(
                new Offer.Fixed(exposure.tier(), List.of(endpoint), () -> {}), endpoint, kubeconfig);
    }

    /** One more client, which the caller closes. */
    KubernetesClient newClient() {
        return new KubernetesClientBuilder()
                .withConfig(kubeconfig.clientConfig())
                .build();
    }
}
