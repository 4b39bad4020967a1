package io.ksail.cluster;

import io.ksail.KsailException;
import org.jspecify.annotations.Nullable;

/** A nested cluster could not be created. What had been made of it on the host is being removed, unless told otherwise. */
public class ClusterCreationException extends KsailException {

    private static final long serialVersionUID = 1L;

    private final boolean kept;

    /**
     * Makes an error about a creation.
     *
     * @param tried which cluster, of which image, on which host
     * @param seen what went wrong, in the host's words, with pods, events and log lines where there are any
     * @param remedy what to do about it
     * @param cause the failure underneath, or null when there is none
     */
    public ClusterCreationException(String tried, String seen, String remedy, @Nullable Throwable cause) {
        this(tried, seen, remedy, cause, false);
    }

    ClusterCreationException(String tried, String seen, String remedy, @Nullable Throwable cause, boolean kept) {
        super(tried, seen, remedy, cause);
        this.kept = kept;
    }

    /**
     * Whether what there is of the cluster stays on the host, in the namespace that its specification names.
     *
     * @return true only with {@link Clusters#keepingFailed}, and once there was something to keep
     */
    public boolean isKept() {
        return kept;
    }
}
