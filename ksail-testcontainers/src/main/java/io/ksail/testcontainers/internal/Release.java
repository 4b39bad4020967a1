package io.ksail.testcontainers.internal;

import io.ksail.host.HostRequest;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets go of a host once: when it is closed, or else when the JVM ends. One that nobody shares is removed then. */
final class Release implements AutoCloseable {

    private final HostContainer container;
    private final HostHold hold;
    private final HostRequest request;
    private final AtomicBoolean done = new AtomicBoolean();
    private final Thread atExit = new Thread(this::release, "ksail-host-release");

    Release(HostContainer container, HostHold hold, HostRequest request) {
        this.container = container;
        this.hold = hold;
        this.request = request;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException ending) {
            // Then it is being done.
        }
        release();
    }

    private void release() {
        if (!done.compareAndSet(false, true)) {
            return;
        }
        if (request.shared()) {
            hold.release(request.keepFor().orElse(HostRequest.KEPT_FOR));
        } else {
            hold.close();
            container.remove();
        }
    }
}
