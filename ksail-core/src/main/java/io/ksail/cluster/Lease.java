package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.ksail.internal.Causes;
import io.ksail.spec.ClusterSpec;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says on the host, again and again, that a cluster is still wanted. When this process falls silent the lease runs out,
 * and the host deletes the cluster by itself (see {@link LeaseGuard}).
 */
final class Lease implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
    private static final int RENEWALS_PER_LEASE = 4;
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "ksail-lease");
        thread.setDaemon(true);
        return thread;
    });

    private final KubernetesClient host;
    private final ClusterSpec spec;
    private final HostClock clock;
    private final ScheduledFuture<?> renewals;
    private volatile boolean closed;

    Lease(KubernetesClient host, ClusterSpec spec, HostClock clock) {
        this.host = host;
        this.spec = spec;
        this.clock = clock;
        long period = spec.lease().toMillis() / RENEWALS_PER_LEASE;
        this.renewals = CLOCK.scheduleWithFixedDelay(this::renew, 0, period, TimeUnit.MILLISECONDS);
    }

    /** At once for the first time: the namespace was made before the host's clock was known. */
    private synchronized void renew() {
        if (closed) {
            return;
        }
        try {
            host.namespaces().withName(spec.namespace()).edit(namespace -> new NamespaceBuilder(namespace)
                    .editMetadata()
                    .addToAnnotations(Ownership.EXPIRES, Ownership.expiry(spec, clock.now()))
                    .endMetadata()
                    .build());
        } catch (KubernetesClientException e) {
            LOG.warn("The lease of cluster {} was not renewed: {}", spec.name(), Causes.words(e));
        }
    }

    @Override
    public void close() {
        closed = true;
        renewals.cancel(false);
    }

    /** Takes the lease off the cluster, which is then wanted for good. */
    void end() {
        close();
        takeOff();
    }

    private synchronized void takeOff() {
        host.namespaces()
                .withName(spec.namespace())
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"%s\":null}}}".formatted(Ownership.EXPIRES));
    }
}
