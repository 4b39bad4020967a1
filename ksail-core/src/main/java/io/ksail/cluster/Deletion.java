package io.ksail.cluster;

import java.time.Duration;

/**
 * How a cluster is deleted. Immutable.
 *
 * @param timeout how long to wait until the host has nothing of it any more; zero to ask for it and return
 * @param force whether finalizers that hold its objects are removed when nobody else does so in time
 */
public record Deletion(Duration timeout, boolean force) {

    /** How long a deletion may take unless told otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(2);

    /**
     * Takes a negative timeout for none.
     */
    public Deletion {
        timeout = timeout.isNegative() ? Duration.ZERO : timeout;
    }

    /**
     * Waits until everything is gone, for {@link #DEFAULT_TIMEOUT} at most.
     *
     * @return a deletion that waits
     */
    public static Deletion awaited() {
        return new Deletion(DEFAULT_TIMEOUT, false);
    }

    /**
     * Asks the host and returns; the host goes on by itself.
     *
     * @return a deletion that does not wait
     */
    public static Deletion requested() {
        return new Deletion(Duration.ZERO, false);
    }

    /**
     * The same with another timeout.
     *
     * @param value how long to wait
     * @return a new value
     */
    public Deletion within(Duration value) {
        return new Deletion(value, force);
    }

    /**
     * The same, but finalizers that hold objects of the cluster for longer than a quarter of the timeout are removed.
     *
     * @return a new value
     */
    public Deletion forced() {
        return new Deletion(timeout, true);
    }
}
