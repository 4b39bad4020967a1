package io.ksail.cluster;

import io.ksail.KsailException;

/** A nested cluster was fine when it was handed over, and has been lost on its host since. */
public class ClusterLostException extends KsailException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an error about a loss.
     *
     * @param tried which cluster
     * @param seen what happened to it on the host
     * @param remedy how to avoid it
     */
    public ClusterLostException(String tried, String seen, String remedy) {
        super(tried, seen, remedy);
    }
}
