package io.ksail.testcontainers.internal;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.Causes;
import io.ksail.internal.Retries;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says on an embedded host, again and again, that this process uses it: a Lease that it renews. */
final class HostHold implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HostHold.class);
    private static final int RENEWALS_PER_LEASE = 4;

    private final HostLeases leases;
    private final String name = "ksail-holder-" + UUID.randomUUID();
    private final ScheduledExecutorService clock;

    private HostHold(KubernetesClient client) {
        this.leases = new HostLeases(client);
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "ksail-host-hold");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Begins to hold a host.
     *
     * @param config how to reach it
     * @param length for how long without a renewal
     * @return empty when it is ending; nothing is left then
     */
    static Optional<HostHold> begin(Config config, Duration length) {
        HostHold hold = new HostHold(new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config)
                        .withRequestRetryBackoffLimit(Retries.FEW)
                        .build())
                .build());
        boolean entered = false;
        try {
            entered = hold.leases.enter(hold.name, length);
        } finally {
            if (!entered) {
                hold.close();
            }
        }
        if (!entered) {
            return Optional.empty();
        }
        long period = length.dividedBy(RENEWALS_PER_LEASE).toMillis();
        hold.clock.scheduleWithFixedDelay(hold::renew, period, period, TimeUnit.MILLISECONDS);
        return Optional.of(hold);
    }

    private void renew() {
        try {
            leases.renew(name);
        } catch (RuntimeException e) {
            LOG.debug("the hold of an embedded host was not renewed, trying again: {}", Causes.message(e));
        }
    }

    /**
     * Lets go.
     *
     * @param keepFor how long the host is to stay all the same
     */
    void release(Duration keepFor) {
        try {
            leases.leave(name, keepFor);
        } catch (KubernetesClientException e) {
            LOG.debug("the hold of an embedded host was not ended, and will run out", e);
        } finally {
            close();
        }
    }

    /** Stops to say that it is used; its time runs out then. */
    @Override
    public void close() {
        clock.shutdownNow();
        leases.client().close();
    }
}
