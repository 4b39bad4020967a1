package io.ksail.junit;

import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/**
 * A test run, which an extension and a listener of the launcher come to by different ways.
 *
 * @param store what lives as long as it does
 * @param parameters its configuration parameters
 */
record TestRun(Store store, Function<String, Optional<String>> parameters) {

    /** Makes once what is asked for by a key, and closes it in the end. */
    interface Store {
        Object getOrComputeIfAbsent(Object key, Function<Object, Object> make);
    }

    static TestRun of(ExtensionContext context) {
        return new TestRun(
                (key, make) -> context.getStore(StoreScope.LAUNCHER_SESSION, StoredResource.NAMESPACE)
                        .getOrComputeIfAbsent(key, make),
                context::getConfigurationParameter);
    }
}
