package io.ksail.internal;

import java.time.Duration;

/** A point in monotonic time by which something must have happened. */
public final class Deadline {

    private final Duration limit;
    private final Stopwatch watch = Stopwatch.started();

    private Deadline(Duration limit) {
        this.limit = limit;
    }

    /**
     * A deadline that begins now.
     *
     * @param limit how long there is
     * @return the deadline
     */
    public static Deadline in(Duration limit) {
        return new Deadline(limit);
    }

    /**
     * What is left.
     *
     * @return never negative
     */
    public Duration remaining() {
        Duration left = limit.minus(elapsed());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /**
     * What has passed since the deadline was set.
     *
     * @return the time since {@link #in}
     */
    public Duration elapsed() {
        return watch.elapsed();
    }

    /**
     * Whether it has passed.
     *
     * @return true when nothing remains
     */
    public boolean passed() {
        return remaining().isZero();
    }
}
