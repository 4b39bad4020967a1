package io.ksail.content;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;

/**
 * Says that something of what is watched has changed.
 *
 * @param look what to do then; runs in the informer's thread, and must not ask anybody
 * @param <T> what is watched
 */
record Changes<T>(Runnable look) implements ResourceEventHandler<T> {

    @Override
    public void onAdd(T added) {
        look.run();
    }

    @Override
    public void onUpdate(T before, T after) {
        look.run();
    }

    @Override
    public void onDelete(T deleted, boolean finalStateUnknown) {
        look.run();
    }
}
