package io.ksail.internal.namespace;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * The time on the host, which may differ from the time here. Leases are written and judged in it, so that two machines
 * with different clocks never take a living cluster for one that was left behind. Thread-safe.
 *
 * <p>It goes on by the monotonic clock of this machine, and is set anew by the host's answers: a monotonic clock stands
 * still while a machine sleeps.
 */
public final class HostClock {

    /** Under which name our changes are in {@code managedFields}, where the API server notes when it made them. */
    static final String FIELD_MANAGER = "ksail";

    private record Reading(Instant host, long nanos) {
        Instant now() {
            return host.plusNanos(System.nanoTime() - nanos);
        }
    }

    private volatile Reading last;

    private HostClock(Instant host) {
        this.last = new Reading(host, System.nanoTime());
    }

    /**
     * Reads the host's clock off something that it has created this moment.
     *
     * @param justCreated the host's answer
     * @return the clock
     */
    static HostClock readFrom(HasMetadata justCreated) {
        return new HostClock(Instant.parse(justCreated.getMetadata().getCreationTimestamp()));
    }

    /**
     * Asks the host to pretend that it creates something.
     *
     * @param host a client of the host
     * @return the clock
     */
    public static HostClock ask(KubernetesClient host) {
        return readFrom(host.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withGenerateName("ksail-clock-")
                        .endMetadata()
                        .build())
                .dryRun()
                .create());
    }

    /**
     * What time it is there.
     *
     * @return an instant, to be written to the second
     */
    public Instant now() {
        return last.now();
    }

    /**
     * Sets it by something that the host has changed for us this moment.
     *
     * @return by how much it was slow before; negative if it was fast, zero if the host does not say
     */
    Duration set(HasMetadata justChanged) {
        Optional<Instant> changed = justChanged.getMetadata().getManagedFields().stream()
                .filter(entry -> FIELD_MANAGER.equals(entry.getManager()))
                .map(ManagedFieldsEntry::getTime)
                .flatMap(time -> parsed(time).stream())
                .max(Instant::compareTo);
        Duration slow = changed.map(host -> Duration.between(now(), host)).orElse(Duration.ZERO);
        changed.ifPresent(host -> last = new Reading(host, System.nanoTime()));
        return slow;
    }

    private static Optional<Instant> parsed(String time) {
        try {
            return Optional.of(Instant.parse(time));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
