package io.ksail.junit;

import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * Something in JUnit's store that is closed when its context ends, whatever the version of JUnit and its settings.
 *
 * @param value what is stored
 * @param onClose what closes it
 * @param <T> its type
 */
@SuppressWarnings("deprecation") // CloseableResource: closes even where closing of AutoCloseable is switched off
record StoredResource<T>(T value, Runnable onClose) implements Store.CloseableResource, AutoCloseable {

    /** Where all of ours is. */
    static final Namespace NAMESPACE = Namespace.create(NestedClusterExtension.class);

    @Override
    public void close() {
        onClose.run();
    }
}
