package io.ksail.internal;

import java.time.Duration;

/** Measures how long something takes, in monotonic time. */
public final class Stopwatch {

    private final long start = System.nanoTime();

    private Stopwatch() {}

    /**
     * A stopwatch that runs from now on.
     *
     * @return the stopwatch
     */
    public static Stopwatch started() {
        return new Stopwatch();
    }

    /**
     * What has passed since it was started.
     *
     * @return the time since {@link #started}
     */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
