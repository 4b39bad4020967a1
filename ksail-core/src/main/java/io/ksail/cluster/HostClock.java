package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;

/**
 * The time on the host, which may differ from the time here. Leases are written and judged in it, so that two machines
 * with different clocks never take a living cluster for one that was left behind.
 *
 * @param ahead how far the host's clock is ahead of ours
 */
record HostClock(Duration ahead) {

    /** Reads the host's clock off something that it has created this moment. */
    static HostClock readFrom(HasMetadata justCreated) {
        Instant there = Instant.parse(justCreated.getMetadata().getCreationTimestamp());
        return new HostClock(Duration.between(Instant.now(), there));
    }

    /** Asks the host to pretend that it creates something. */
    static HostClock ask(KubernetesClient host) {
        return readFrom(host.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withGenerateName("ksail-clock-")
                        .endMetadata()
                        .build())
                .dryRun()
                .create());
    }

    Instant now() {
        return Instant.now().plus(ahead);
    }
}
