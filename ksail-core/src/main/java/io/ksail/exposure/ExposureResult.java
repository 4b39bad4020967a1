package io.ksail.exposure;

/** What a tier came back with: an address, or the reason why it has none. */
public sealed interface ExposureResult {

    /**
     * The tier has an address.
     *
     * @param exposure the address
     */
    record Exposed(Exposure exposure) implements ExposureResult {}

    /**
     * The tier has none; whatever it made for the attempt is removed again.
     *
     * @param reason why, in the host's own words where it said something
     */
    record PassedOver(String reason) implements ExposureResult {}
}
