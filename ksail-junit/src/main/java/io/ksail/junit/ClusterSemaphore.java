package io.ksail.junit;

import io.ksail.KsailException;
import io.ksail.internal.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the number of clusters that this JVM has at once below a cap: who wants more waits until others are closed.
 *
 * <p>Who has some already does not wait, nor does a thread below whose feet somebody else has some, as it happens in
 * JUnit's pool: the one would wait for the other for ever. Clusters of the suite count, and are not waited for.
 */
final class ClusterSemaphore {

    private static final Duration PATIENCE = Duration.ofHours(1);

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition closed = lock.newCondition();
    private final ThreadLocal<Integer> onThisThread = ThreadLocal.withInitial(() -> 0);
    private int acquired;
    private int acquiredForGood;

    /** Some clusters that may exist. Closed by the thread that asked for it. */
    final class Permit implements AutoCloseable {
        private final int clusters;

        private Permit(int clusters) {
            this.clusters = clusters;
        }

        @Override
        public void close() {
            onThisThread.set(onThisThread.get() - 1);
            lock.lock();
            try {
                acquired -= clusters;
                closed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits until so many more clusters may be created. */
    Permit acquire(int clusters, int cap, String whose) {
        Deadline deadline = Deadline.in(PATIENCE);
        lock.lock();
        try {
            while (isFull(clusters, cap)) {
                if (!closed.await(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new KsailException(
                            "No cluster may be created for %s".formatted(whose),
                            "ksail.maxClusters=%d, and %d others were not closed within an hour"
                                    .formatted(cap, acquired),
                            "allow more at once, or run fewer classes in parallel");
                }
            }
            acquired += clusters;
            onThisThread.set(onThisThread.get() + 1);
            return new Permit(clusters);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KsailException(
                    "No cluster may be created for %s".formatted(whose),
                    "ksail.maxClusters=%d, and the thread was interrupted while waiting for others".formatted(cap),
                    "give the test more time, or allow more at once",
                    e);
        } finally {
            lock.unlock();
        }
    }

    /** Who wants more than there may ever be gets it when nobody else has any. */
    private boolean isFull(int clusters, int cap) {
        return clusters > 0 && onThisThread.get() == 0 && acquired > 0 && acquired + acquiredForGood + clusters > cap;
    }

    /** One more cluster, until the end of the test run. */
    void acquireForGood() {
        lock.lock();
        try {
            acquiredForGood++;
        } finally {
            lock.unlock();
        }
    }
}
