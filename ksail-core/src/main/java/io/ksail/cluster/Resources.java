package io.ksail.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * What was opened for a cluster in this process, from the first address to the last informer, and the one who closes it:
 * the creation as long as it may fail, the cluster from then on. Last opened, first closed. Used by one thread at a time.
 */
final class Resources implements AutoCloseable {

    private final Deque<Runnable> opened = new ArrayDeque<>();

    /** Takes something over as soon as it is there. */
    <T> T add(T resource, Consumer<T> close) {
        opened.push(() -> close.accept(resource));
        return resource;
    }

    /** Each, whatever becomes of the others. */
    @Override
    public void close() {
        if (!opened.isEmpty()) {
            try {
                opened.pop().run();
            } finally {
                close();
            }
        }
    }

    /** Takes a step of tidying up after a failure, which is told first, whatever becomes of the step. */
    static void suppressing(Throwable failure, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException onTop) {
            failure.addSuppressed(onTop);
        }
    }
}
