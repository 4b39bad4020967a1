package io.ksail.internal.exposure;

import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Store;
import io.ksail.internal.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Watches some objects of the host, and wakes whoever waits whenever one has changed.
 *
 * @param <S> what is seen of them
 */
abstract class HostWatch<S> implements AutoCloseable {

    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

    /** Begins to watch; when it can't, what was begun before is closed, because nobody gets to close it. */
    final <T> Store<T> watched(Informable<T> objects) {
        try {
            SharedIndexInformer<T> informer = objects.inform(new Handler<>());
            informers.add(informer);
            return informer.getStore();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    abstract S seen();

    /** Waits until something is seen; false when it was not seen in time. */
    final synchronized boolean seenWithin(Duration limit, Predicate<S> condition) throws InterruptedException {
        Deadline deadline = Deadline.in(limit);
        while (!condition.test(seen())) {
            long left = deadline.remaining().toMillis();
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    private synchronized void changed() {
        notifyAll();
    }

    @Override
    public final void close() {
        informers.forEach(SharedIndexInformer::close);
    }

    private final class Handler<T> implements ResourceEventHandler<T> {

        @Override
        public void onAdd(T added) {
            changed();
        }

        @Override
        public void onUpdate(T before, T after) {
            changed();
        }

        @Override
        public void onDelete(T deleted, boolean finalStateUnknown) {
            changed();
        }
    }
}
