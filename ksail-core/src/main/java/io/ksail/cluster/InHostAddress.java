package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.exposure.Endpoint;
import io.ksail.internal.Causes;
import io.ksail.kubeconfig.Kubeconfig;
import io.ksail.spec.ClusterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Where the API of a nested cluster is reached from pods, on the host or nested in it: at the address of its Service, which
 * is in the certificate, and which every pod on the host is led to.
 */
record InHostAddress(KubernetesClient host, ClusterSpec spec) {

    Kubeconfig kubeconfig(Kubeconfig fromHere) {
        try {
            Service service = host.services()
                    .inNamespace(spec.namespace())
                    .withName(spec.namespace())
                    .get();
            if (service == null || !hasAddress(service)) {
                throw failure(
                        "namespace %s has no Service %s with an address of its own"
                                .formatted(spec.namespace(), spec.namespace()),
                        null);
            }
            return fromHere.at(new Endpoint(
                            service.getSpec().getClusterIP(),
                            service.getSpec().getPorts().get(0).getPort())
                    .url());
        } catch (KubernetesClientException e) {
            throw failure(Causes.message(e), e);
        }
    }

    /** Whoever may write in the namespace may have changed it; who answers there is verified by the certificate. */
    private static boolean hasAddress(Service service) {
        String address = service.getSpec().getClusterIP();
        return address != null
                && !address.isEmpty()
                && !"None".equals(address)
                && !service.getSpec().getPorts().isEmpty();
    }

    private KsailException failure(String seen, @Nullable Throwable cause) {
        return new KsailException(
                "The address of cluster '%s' for pods is not available".formatted(spec.name()),
                seen,
                "check that the cluster is there, and that the host's user may get services",
                cause);
    }
}
