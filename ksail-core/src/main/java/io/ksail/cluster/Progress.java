package io.ksail.cluster;

import java.time.Duration;

/** Who wants to know how far a creation has come. Called by the thread that creates, one stage after the other. */
public interface Progress {

    /**
     * A stage has begun.
     *
     * @param stage what is being done, such as {@code starting the nodes}
     */
    void begun(String stage);

    /**
     * Something is done.
     *
     * @param result what there is now, such as {@code API is ready}
     * @param took how long it took since the last result
     */
    void done(String result, Duration took);
}
