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
    Result expose(ExposureAttempt attempt) throws InterruptedException;

    /** What a tier came back with: an address, or the reason why it has none. */
    sealed interface Result {}

    /**
     * The tier has an address.
     *
     * @param offer the address
     */
    record Offered(Offer offer) implements Result {}

    /**
     * The tier has none; whatever it made for the attempt is removed again.
     *
     * @param reason why, in the host's own words where it said something
     * @param remedy what would let the tier have one
     * @param sameForAll whether it would be the same for any other cluster on this host, and took time to find out
     */
    record Skipped(String reason, String remedy, boolean sameForAll) implements Result {

        /**
         * A tier that was quick to say no.
         *
         * @param reason why, in the host's own words where it said something
         * @param remedy what would let the tier have one
         */
        public Skipped(String reason, String remedy) {
            this(reason, remedy, false);
        }
    }
}
