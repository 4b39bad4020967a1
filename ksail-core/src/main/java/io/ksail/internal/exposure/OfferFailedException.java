package io.ksail.internal.exposure;

/** What a tier has offered did not come true. The message is the reason, in the host's own words where it had some. */
public final class OfferFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * An offer that failed.
     *
     * @param reason why
     */
    public OfferFailedException(String reason) {
        super(reason);
    }
}
