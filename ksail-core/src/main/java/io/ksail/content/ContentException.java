package io.ksail.content;

import io.ksail.KsailException;
import org.jspecify.annotations.Nullable;

/** What a cluster was to be given before its first test could not be put into it. */
public class ContentException extends KsailException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an error about content.
     *
     * @param tried what was to be put into the cluster
     * @param seen what went wrong, in the words of whoever said so
     * @param remedy what to do about it
     * @param cause the failure underneath, or null when there is none
     */
    public ContentException(String tried, String seen, String remedy, @Nullable Throwable cause) {
        super(tried, seen, remedy, cause);
    }
}
