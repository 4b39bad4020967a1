package io.ksail.exposure;

import io.ksail.KsailException;

/** No tier had an address for the nested API server. */
public class ExposureException extends KsailException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an error about an exposure.
     *
     * @param tried which tiers were tried
     * @param seen why each had nothing
     * @param remedy what the host needs
     */
    public ExposureException(String tried, String seen, String remedy) {
        super(tried, seen, remedy);
    }
}
