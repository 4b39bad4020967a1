package io.ksail.internal.exposure;

import io.ksail.host.Host;
import io.ksail.internal.Deadline;
import io.ksail.spec.ExposureType;
import java.util.Map;
import java.util.Optional;

/**
 * What has to be exposed, and how.
 *
 * @param host the host cluster
 * @param namespace the namespace of the nested cluster, which exists
 * @param serviceName the name of the Service, and the beginning of the names of everything else that a tier makes
 * @param labels the ownership labels every object carries
 * @param selector the labels of the pods that serve it
 * @param apiPort the port it listens on in those pods
 * @param gatewayClassName the host's GatewayClass, where a Gateway is wanted
 * @param forced the one tier that may be used; empty for the best that works
 * @param outlivesProcess whether the address has to work when this process has ended
 * @param deadline when the cluster has to be ready
 */
public record ExposureRequest(
        Host host,
        String namespace,
        String serviceName,
        Map<String, String> labels,
        Map<String, String> selector,
        int apiPort,
        Optional<String> gatewayClassName,
        Optional<ExposureType> forced,
        boolean outlivesProcess,
        Deadline deadline) {

    /** Copies the maps. */
    public ExposureRequest {
        labels = Map.copyOf(labels);
        selector = Map.copyOf(selector);
    }
}
