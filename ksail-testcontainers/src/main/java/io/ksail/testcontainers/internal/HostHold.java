package io.ksail.testcontainers.internal;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseList;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.ksail.internal.Causes;
import io.ksail.internal.Durations;
import io.ksail.internal.Retries;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says on an embedded host that it is used: a Lease of Kubernetes' own kind. The container's guard ends the host when the
 * Leases of all that hold it have run out, each by its own {@code leaseDurationSeconds}.
 */
public final class HostHold implements AutoCloseable {

    /** What stands in the Lease {@value #GATE} once the host is ending. */
    static final String ENDING = "ending";

    /** Of the command line's {@code host up}: there is one, and nobody renews it. */
    private static final String UP = "ksail-host-up";

    /** Much longer than any host stays; the guard reckons with nine digits. */
    private static final Duration UNTIL_DOWN = Duration.ofDays(365L * 30);

    private static final Logger LOG = LoggerFactory.getLogger(HostHold.class);
    private static final String NAMESPACE = "kube-system";
    private static final String GATE = "ksail-host";
    private static final String MANAGED_BY = "ksail.io/managed-by";
    private static final String HOLDER = "ksail.io/host-holder";
    private static final String PROCESS = "process";
    private static final String NOBODY = "nobody";
    private static final int RENEWALS_PER_LEASE = 4;

    private final KubernetesClient client;
    private final String name;
    private final ScheduledExecutorService clock;

    private HostHold(KubernetesClient client, String name) {
        this.client = client;
        this.name = name;
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
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config)
                        .withRequestRetryBackoffLimit(Retries.FEW)
                        .build())
                .build();
        HostHold hold = new HostHold(client, "ksail-holder-" + UUID.randomUUID());
        boolean entered = false;
        try {
            entered = enter(client, hold.name, length);
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

    /** First the Lease, then the gate: whoever ends the host sees one of them. */
    private static boolean enter(KubernetesClient client, String name, Duration length) {
        create(client, lease(name, length, holder(PROCESS)));
        boolean entered = pass(client);
        if (!entered) {
            leases(client).withName(name).delete();
        }
        return entered;
    }

    private static boolean pass(KubernetesClient client) {
        while (true) {
            Lease gate = leases(client).withName(GATE).get();
            try {
                if (gate == null) {
                    leases(client)
                            .resource(lease(GATE, Duration.ofSeconds(1), Map.of(MANAGED_BY, "ksail")))
                            .create();
                    return true;
                }
                if (ENDING.equals(gate.getSpec().getHolderIdentity())) {
                    return false;
                }
                gate.getSpec().setHolderIdentity(identity());
                gate.getSpec().setRenewTime(now());
                leases(client)
                        .resource(gate)
                        .lockResourceVersion(gate.getMetadata().getResourceVersion())
                        .update();
                return true;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                    throw e;
                }
                // Somebody else came, or it is ending.
            }
        }
    }

    private static void create(KubernetesClient client, Lease lease) {
        try {
            leases(client).resource(lease).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
            // A new host has not made its own namespaces yet; it is content with ours.
            createNamespace(client);
            leases(client).resource(lease).create();
        }
    }

    private static void createNamespace(KubernetesClient client) {
        try {
            client.namespaces()
                    .resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(NAMESPACE)
                            .endMetadata()
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }

    /**
     * What holds a host.
     *
     * @param process which process uses it; empty where it is only kept
     * @param until how long it is held without another renewal
     */
    public record Holder(Optional<String> process, Instant until) {

        /**
         * Whether it is held until somebody ends it.
         *
         * @return false for all that ends by itself
         */
        public boolean isForGood() {
            return until.isAfter(Instant.now().plus(Durations.LONGEST));
        }
    }

    private static Map<String, String> holder(String kind) {
        return Map.of(MANAGED_BY, "ksail", HOLDER, kind);
    }

    static List<Holder> holders(KubernetesClient client) {
        Instant now = Instant.now();
        return leases(client).withLabel(HOLDER).list().getItems().stream()
                .flatMap(lease -> holder(lease).stream())
                .filter(holder -> holder.until().isAfter(now))
                .toList();
    }

    /** Empty for what somebody else has written and labelled so. */
    private static Optional<Holder> holder(Lease lease) {
        LeaseSpec spec = lease.getSpec();
        if (spec == null || spec.getRenewTime() == null || spec.getLeaseDurationSeconds() == null) {
            return Optional.empty();
        }
        return Optional.of(new Holder(
                Optional.ofNullable(spec.getHolderIdentity())
                        .filter(process ->
                                PROCESS.equals(lease.getMetadata().getLabels().get(HOLDER))),
                spec.getRenewTime().toInstant().plusSeconds(spec.getLeaseDurationSeconds())));
    }

    /**
     * Makes a host stay without anybody who renews; by who holds it already.
     *
     * @param keepFor how long; empty for until it is ended
     */
    static void stay(KubernetesClient client, Optional<Duration> keepFor) {
        leases(client).withName(UP).delete();
        leases(client)
                .resource(lease(UP, keepFor.orElse(UNTIL_DOWN), holder(NOBODY)))
                .create();
    }

    /** From now on nobody comes in. */
    static void shut(KubernetesClient client) {
        leases(client).withName(GATE).edit(gate -> {
            gate.getSpec().setHolderIdentity(ENDING);
            return gate;
        });
    }

    /** After all, it does not end. */
    static void open(KubernetesClient client) {
        leases(client).withName(GATE).edit(gate -> {
            gate.getSpec().setHolderIdentity(identity());
            return gate;
        });
    }

    /**
     * Lets go.
     *
     * @param keepFor how long the host is to stay all the same
     */
    void release(Duration keepFor) {
        try {
            if (keepFor.isZero()) {
                leases(client).withName(name).delete();
            } else {
                leases(client).withName(name).edit(lease -> {
                    lease.getMetadata().setLabels(holder(NOBODY));
                    lease.getSpec().setLeaseDurationSeconds(seconds(keepFor));
                    lease.getSpec().setRenewTime(now());
                    return lease;
                });
            }
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
        client.close();
    }

    private void renew() {
        try {
            leases(client).withName(name).edit(lease -> {
                lease.getSpec().setRenewTime(now());
                return lease;
            });
        } catch (RuntimeException e) {
            LOG.debug("the hold of an embedded host was not renewed, trying again: {}", Causes.message(e));
        }
    }

    private static NonNamespaceOperation<Lease, LeaseList, Resource<Lease>> leases(KubernetesClient client) {
        return client.leases().inNamespace(NAMESPACE);
    }

    private static Lease lease(String name, Duration length, Map<String, String> labels) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(identity())
                .withLeaseDurationSeconds(seconds(length))
                .withAcquireTime(now())
                .withRenewTime(now())
                .endSpec()
                .build();
    }

    private static int seconds(Duration time) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, time.toSeconds()));
    }

    private static String identity() {
        return "process %d in %s"
                .formatted(ProcessHandle.current().pid(), Path.of("").toAbsolutePath());
    }

    private static ZonedDateTime now() {
        return ZonedDateTime.now(ZoneOffset.UTC);
    }
}
