package io.ksail.internal.distribution;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.image.HostImages;
import io.ksail.internal.Deadline;
import io.ksail.spec.Cidr;
import io.ksail.spec.ClusterSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a distribution needs to create its nodes.
 *
 * @param host a client of the host
 * @param spec what is wanted
 * @param namespace the namespace on the host, which exists
 * @param labels the ownership labels that every object carries
 * @param sans every name and address of the API, which go into its certificate
 * @param taken the addresses that the host and the nested cluster use, which nothing else in the nodes' pods may
 * @param hostImages who puts images onto the nodes of the host; empty where nobody can
 * @param deadline when the cluster has to be ready
 * @param failure completes exceptionally, and only so, when there is no use in going on
 */
public record StartRequest(
        KubernetesClient host,
        ClusterSpec spec,
        String namespace,
        Map<String, String> labels,
        List<String> sans,
        List<Cidr> taken,
        Optional<HostImages> hostImages,
        Deadline deadline,
        CompletableFuture<Void> failure) {

    /** Copies labels, names and addresses. */
    public StartRequest {
        labels = Map.copyOf(labels);
        sans = List.copyOf(sans);
        taken = List.copyOf(taken);
    }

    /**
     * A request of which there is always hope, and that has as long as the specification says, from now on.
     *
     * @param host a client of the host
     * @param spec what is wanted
     * @param namespace the namespace on the host, which exists
     * @param labels the ownership labels that every object carries
     * @param sans every name and address of the API
     * @param taken the addresses that the host and the nested cluster use
     */
    public StartRequest(
            KubernetesClient host,
            ClusterSpec spec,
            String namespace,
            Map<String, String> labels,
            List<String> sans,
            List<Cidr> taken) {
        this(
                host,
                spec,
                namespace,
                labels,
                sans,
                taken,
                Optional.empty(),
                Deadline.in(spec.readyTimeout()),
                new CompletableFuture<>());
    }

    /**
     * The same on another host.
     *
     * @param images who puts images onto its nodes
     * @return a new request
     */
    public StartRequest with(Optional<HostImages> images) {
        return new StartRequest(host, spec, namespace, labels, sans, taken, images, deadline, failure);
    }
}
