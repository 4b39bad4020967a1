package io.ksail.image;

import io.ksail.KsailException;
import org.jspecify.annotations.Nullable;

/** An image that was named is not there, or can't be read. */
public class ImageException extends KsailException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an error about an image.
     *
     * @param tried which image
     * @param seen what went wrong
     * @param remedy what to do about it
     * @param cause the failure underneath, or null when there is none
     */
    public ImageException(String tried, String seen, String remedy, @Nullable Throwable cause) {
        super(tried, seen, remedy, cause);
    }
}
