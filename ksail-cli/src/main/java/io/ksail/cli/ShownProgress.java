package io.ksail.cli;

import io.ksail.cluster.Progress;
import io.ksail.internal.Stopwatch;
import java.util.function.Function;
import java.util.function.Supplier;

/** How far something has come, where a person can see it. */
interface ShownProgress extends Progress, AutoCloseable {

    /** What was begun last has not come to its end. */
    void failed();

    /**
     * One stage from its beginning to its end.
     *
     * @param begin what is begun
     * @param work does it
     * @param result tells what it has come to
     * @return what the work gives
     */
    default <T> T stage(String begin, Supplier<T> work, Function<T, String> result) {
        Stopwatch started = Stopwatch.started();
        begun(begin);
        try {
            T done = work.get();
            done(result.apply(done), started.elapsed());
            return done;
        } catch (RuntimeException e) {
            failed();
            throw e;
        }
    }

    @Override
    void close();
}
