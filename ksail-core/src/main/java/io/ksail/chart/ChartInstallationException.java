package io.ksail.chart;

import io.ksail.KsailException;
import org.jspecify.annotations.Nullable;

/** A Helm release could not be installed. */
public class ChartInstallationException extends KsailException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an error about a release.
     *
     * @param tried which release, of which chart
     * @param seen what Helm says, or what became of the release's pods
     * @param remedy what to do about it
     * @param cause the failure underneath, or null when there is none
     */
    public ChartInstallationException(String tried, String seen, String remedy, @Nullable Throwable cause) {
        super(tried, seen, remedy, cause);
    }
}
