package io.ksail.cluster;

import io.ksail.KsailException;
import org.jspecify.annotations.Nullable;

/** A nested cluster could not be created. What had been made of it on the host is being removed. */
public class ClusterCreationException extends KsailException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an error about a creation.
     *
     * @param tried which cluster, of which image, on which host
     * @param seen what went wrong, in the host's words, with pods, events and log lines where there are any
     * @param remedy what to do about it
     * @param cause the failure underneath, or null when there is none
     */
    public ClusterCreationException(String tried, String seen, String remedy, @Nullable Throwable cause) {
        super(tried, seen, remedy, cause);
    }
}
