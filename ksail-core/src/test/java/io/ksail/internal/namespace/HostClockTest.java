package io.ksail.internal.namespace;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class HostClockTest {

    private static final Instant HOST = Instant.parse("2031-01-01T00:00:00Z");

    private final HostClock clock = HostClock.readFrom(namespace());

    @Test
    void goes_by_the_host_wherever_the_clock_here_stands() {
        assertThat(clock.now()).isCloseTo(HOST, within(1, ChronoUnit.MINUTES));
    }

    @Test
    void is_set_by_what_the_host_says_of_our_own_changes() {
        assertThat(clock.set(changed("ksail", "2031-01-01T01:00:00Z")))
                .as("a machine that has slept for an hour")
                .isCloseTo(Duration.ofHours(1), Duration.ofMinutes(1));
        assertThat(clock.now()).isCloseTo(HOST.plusSeconds(3_600), within(1, ChronoUnit.MINUTES));
    }

    @Test
    void is_not_set_by_what_others_have_written() {
        clock.set(changed("somebody", "2099-01-01T00:00:00Z"));
        clock.set(changed("ksail", "soon"));
        clock.set(namespace());
        assertThat(clock.now()).isCloseTo(HOST, within(1, ChronoUnit.MINUTES));
    }

    private static Namespace changed(String manager, String time) {
        return new NamespaceBuilder(namespace())
                .editMetadata()
                .withManagedFields(List.of(new ManagedFieldsEntryBuilder()
                        .withManager(manager)
                        .withTime(time)
                        .build()))
                .endMetadata()
                .build();
    }

    private static Namespace namespace() {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName("k3k-demo")
                .withCreationTimestamp(HOST.toString())
                .endMetadata()
                .build();
    }
}
