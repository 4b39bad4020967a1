package io.ksail.cluster;

import io.ksail.host.Host;
import io.ksail.internal.host.HostCapacity;
import io.ksail.spec.ClusterName;
import java.util.concurrent.Semaphore;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many creations are under way on a host at once. A creation keeps processors busy; of more than a host has processors
 * for, all are ready later than one after the other, and single requests are not answered in time. Thread-safe.
 */
final class CreationSlots {

    private static final Logger LOG = LoggerFactory.getLogger(CreationSlots.class);

    /** A creation also waits, for images and for the clocks of others. */
    private static final int AT_LEAST = 2;

    private final Semaphore free = new Semaphore(AT_LEAST, true);
    private final IntSupplier processors;
    private boolean complete;

    /**
     * The slots of one host.
     *
     * @param processors how many it has; asked once, when more clusters are wanted than any host has slots for
     */
    CreationSlots(IntSupplier processors) {
        this.processors = processors;
    }

    /** One for each processor of the host. */
    static CreationSlots of(Host host) {
        return new CreationSlots(() -> HostCapacity.of(host).processors());
    }

    /**
     * Waits for its turn, and creates.
     *
     * @param cluster whose turn it is
     * @throws InterruptedException when the thread is interrupted while it waits
     */
    <T> T inTurn(ClusterName cluster, Supplier<T> creation) throws InterruptedException {
        if (isNoneFree()) {
            complete();
            if (isNoneFree()) {
                LOG.info("cluster {}: waiting for its turn, as others are being created on this host", cluster);
            }
        }
        free.acquire();
        try {
            return creation.get();
        } finally {
            free.release();
        }
    }

    private boolean isNoneFree() {
        return free.hasQueuedThreads() || free.availablePermits() == 0;
    }

    private synchronized void complete() {
        if (!complete) {
            free.release(Math.max(0, processors.getAsInt() - AT_LEAST));
            complete = true;
        }
    }
}
