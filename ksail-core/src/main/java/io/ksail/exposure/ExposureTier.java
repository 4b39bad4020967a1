package io.ksail.exposure;

/** One way to make a nested API server reachable. Found through {@link java.util.ServiceLoader}; stateless. */
public interface ExposureTier {

    /**
     * What the tier is called in messages and in {@link Exposure#tier()}.
     *
     * @return such as {@code NodePort}
     */
    String name();

    /**
     * Where it stands among the tiers: lower is tried first.
     *
     * @return the rank
     */
    int rank();

    /**
     * Tries to get an address. A failure is a value, not an exception.
     *
     * @param request what has to be exposed
     * @return an address, or the reason why there is none
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if the host does not answer at all
     */
    ExposureResult expose(ExposureRequest request);
}
