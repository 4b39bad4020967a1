package io.ksail.internal.exposure;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.ksail.internal.Deadline;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Wakes whoever waits whenever something has changed. */
final class Changes {

    synchronized void happened() {
        notifyAll();
    }

    synchronized boolean awaitWithin(Duration limit, BooleanSupplier condition) throws InterruptedException {
        Deadline deadline = Deadline.in(limit);
        while (!condition.getAsBoolean()) {
            long left = deadline.remaining().toMillis();
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    <T> ResourceEventHandler<T> handler() {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T added) {
                happened();
            }

            @Override
            public void onUpdate(T before, T after) {
                happened();
            }

            @Override
            public void onDelete(T deleted, boolean finalStateUnknown) {
                happened();
            }
        };
    }
}
