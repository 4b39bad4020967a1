package io.ksail.host;

import io.ksail.KsailException;
import org.jspecify.annotations.Nullable;

/** There is no host cluster to create nested clusters on, or it can't be reached. */
public class HostUnavailableException extends KsailException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an error about a host.
     *
     * @param tried which hosts were tried
     * @param seen why each failed
     * @param remedy how to name a host that works
     * @param cause the failure underneath, or null when there is none
     */
    public HostUnavailableException(String tried, String seen, String remedy, @Nullable Throwable cause) {
        super(tried, seen, remedy, cause);
    }
}
