package io.ksail.cluster;

import io.ksail.host.Host;
import io.ksail.internal.namespace.ExpiredClusters;
import io.ksail.internal.namespace.HostClock;

/** What every creation begins with, by itself and awaited. */
public final class Sweep {

    private Sweep() {}

    public static void now(Host host) {
        ExpiredClusters.sweep(host.client(), HostClock.ask(host.client()), PreDeleteHook.OF_DISTRIBUTION)
                .join();
    }
}
