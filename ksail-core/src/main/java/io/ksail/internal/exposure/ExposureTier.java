package io.ksail.internal.exposure;

import io.ksail.spec.ExposureType;

/** One way to make a nested API server reachable. Found through {@link java.util.ServiceLoader}; stateless. */
public interface ExposureTier {

    /**
     * Which one it is, and so where it stands among the tiers.
     *
     * @return its type, no other tier's
     */
    ExposureType type();

    /**
     * Whether there is anything to try, unless the tier is asked for by name.
     *
     * @param request what has to be exposed
     * @return false where nobody would expect an address of it
     */
    default boolean appliesTo(ExposureRequest request) {
        return true;
    }

    /**
     * Tries to get an address. A failure is a value, not an exception.
     *
     * @param attempt what has to be exposed
     * @return an address, or the reason why there is none
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if the host does not answer or refuses something;
     *     the refusal counts as the reason
     * @throws InterruptedException when the thread is interrupted
     */
    ExposureResult expose(ExposureAttempt attempt) throws InterruptedException;
}
