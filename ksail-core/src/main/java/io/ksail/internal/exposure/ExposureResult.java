package io.ksail.internal.exposure;

/** What a tier came back with: an address, or the reason why it has none. */
public sealed interface ExposureResult {

    /**
     * The tier has an address.
     *
     * @param offer the address
     */
    record Offered(Offer offer) implements ExposureResult {}

    /**
     * The tier has none; whatever it made for the attempt is removed again.
     *
     * @param reason why, in the host's own words where it said something
     * @param remedy what would let the tier have one
     * @param sameForAll whether it would be the same for any other cluster on this host, and took time to find out
     */
    record Skipped(String reason, String remedy, boolean sameForAll) implements ExposureResult {

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
