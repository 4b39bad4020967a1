package io.ksail.testcontainers.internal;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseList;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.ksail.internal.Durations;
import io.ksail.internal.namespace.ClusterLabels;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Leases of an embedded host, of Kubernetes' own kind. The container's guard ends the host when all that hold it have run
 * out, each by its own {@code leaseDurationSeconds}. One more, {@value #GATE}, is the gate: whoever comes passes it after making
 * a Lease, and nobody does once the end is written there.
 *
 * @param client a client of the host
 */
public record HostLeases(KubernetesClient client) {

    /** What stands in the gate once the host is ending. */
    static final String ENDING = "ending";

    private static final String GATE = "ksail-host";

    /** Of the command line's {@code host up}: there is one, and nobody renews it. */
    private static final String UP = "ksail-host-up";

    /** Much longer than any host stays; the guard reckons with nine digits. */
    private static final Duration UNTIL_DOWN = Duration.ofDays(365L * 30);

    private static final String NAMESPACE = "kube-system";
    private static final String HOLDER = "ksail.io/host-holder";
    private static final String PROCESS = "process";
    private static final String NOBODY = "nobody";

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

    /**
     * Makes a Lease of this process. First the Lease, then the gate: whoever ends the host sees one of them.
     *
     * @param name what it is called
     * @param length for how long without a renewal
     * @return false when the host is ending; nothing is left then
     */
    boolean enter(String name, Duration length) {
        create(lease(name, length, holder(PROCESS)));
        boolean entered = pass();
        if (!entered) {
            leases().withName(name).delete();
        }
        return entered;
    }

    private boolean pass() {
        while (true) {
            Lease gate = leases().withName(GATE).get();
            try {
                if (gate == null) {
                    leases().resource(lease(GATE, Duration.ofSeconds(1), managed()))
                            .create();
                    return true;
                }
                if (ENDING.equals(gate.getSpec().getHolderIdentity())) {
                    return false;
                }
                gate.getSpec().setHolderIdentity(identity());
                gate.getSpec().setRenewTime(now());
                leases().resource(gate)
                        .lockResourceVersion(gate.getMetadata().getResourceVersion())
                        .update();
                return true;
            } catch (KubernetesClientException e) {
                // Otherwise somebody else came, or it is ending.
                requireConflict(e);
            }
        }
    }

    private void create(Lease lease) {
        try {
            leases().resource(lease).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
            // A new host has not made its own namespaces yet; it is content with ours.
            createNamespace();
            leases().resource(lease).create();
        }
    }

    private void createNamespace() {
        try {
            client.namespaces()
                    .resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(NAMESPACE)
                            .endMetadata()
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            requireConflict(e);
        }
    }

    private static void requireConflict(KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
            throw e;
        }
    }

    /** Says that a Lease of this process is still wanted. */
    void renew(String name) {
        leases().withName(name).edit(lease -> {
            lease.getSpec().setRenewTime(now());
            return lease;
        });
    }

    /**
     * Ends a Lease of this process.
     *
     * @param keepFor how long the host is to stay all the same
     */
    void leave(String name, Duration keepFor) {
        if (keepFor.isZero()) {
            leases().withName(name).delete();
            return;
        }
        leases().withName(name).edit(lease -> {
            lease.getMetadata().setLabels(holder(NOBODY));
            lease.getSpec().setLeaseDurationSeconds(seconds(keepFor));
            lease.getSpec().setRenewTime(now());
            return lease;
        });
    }

    /**
     * Makes the host stay without anybody who renews; by who holds it already.
     *
     * @param keepFor how long; empty for until it is ended
     */
    void stay(Optional<Duration> keepFor) {
        leases().withName(UP).delete();
        leases().resource(lease(UP, keepFor.orElse(UNTIL_DOWN), holder(NOBODY))).create();
    }

    /** From now on nobody passes the gate. */
    void shut() {
        writeOnGate(ENDING);
    }

    /** After all, the host does not end. */
    void open() {
        writeOnGate(identity());
    }

    private void writeOnGate(String holder) {
        leases().withName(GATE).edit(gate -> {
            gate.getSpec().setHolderIdentity(holder);
            return gate;
        });
    }

    /** What holds the host now. */
    List<Holder> holders() {
        Instant now = Instant.now();
        return leases().withLabel(HOLDER).list().getItems().stream()
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

    private static Map<String, String> managed() {
        return Map.of(ClusterLabels.MANAGED_BY, ClusterLabels.MANAGED_BY_VALUE);
    }

    private static Map<String, String> holder(String kind) {
        return Map.of(ClusterLabels.MANAGED_BY, ClusterLabels.MANAGED_BY_VALUE, HOLDER, kind);
    }

    private NonNamespaceOperation<Lease, LeaseList, Resource<Lease>> leases() {
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
