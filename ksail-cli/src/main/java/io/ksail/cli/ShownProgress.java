package io.ksail.cli;

import io.ksail.cluster.Progress;

/** How far something has come, where a person can see it. */
interface ShownProgress extends Progress, AutoCloseable {

    /** What was begun last has not come to its end. */
    void failed();

    @Override
    void close();
}
