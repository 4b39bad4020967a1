package io.ksail.exposure;

import io.ksail.host.Host;
import java.util.Map;

/**
 * What has to be exposed.
 *
 * @param host the host cluster
 * @param namespace the namespace of the nested cluster, which exists
 * @param serviceName what to call the Service
 * @param labels the ownership labels every object carries
 * @param selector the labels of the pods that serve the nested API
 * @param apiPort the port the nested API server listens on in those pods
 */
public record ExposureRequest(
        Host host,
        String namespace,
        String serviceName,
        Map<String, String> labels,
        Map<String, String> selector,
        int apiPort) {

    /** Copies the maps. */
    public ExposureRequest {
        labels = Map.copyOf(labels);
        selector = Map.copyOf(selector);
    }
}
