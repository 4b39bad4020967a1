package io.ksail.distribution;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.exposure.Exposure;
import io.ksail.spec.ClusterSpec;
import java.util.Map;

/**
 * What a distribution needs to create its nodes.
 *
 * @param host a client of the host
 * @param spec what is wanted
 * @param namespace the namespace on the host, which exists
 * @param labels the ownership labels that every object carries
 * @param exposure the address of the API, which goes into its certificate
 */
public record StartRequest(
        KubernetesClient host, ClusterSpec spec, String namespace, Map<String, String> labels, Exposure exposure) {

    /** Copies the labels. */
    public StartRequest {
        labels = Map.copyOf(labels);
    }
}
