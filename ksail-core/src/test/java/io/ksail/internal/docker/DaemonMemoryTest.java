package io.ksail.internal.docker;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class DaemonMemoryTest {

    private static final String HALF_A_GIBIBYTE = "536870912";

    @Test
    void what_was_killed_is_said_with_the_limit() {
        assertThat(DaemonLife.Memory.lack(List.of("3", "812", HALF_A_GIBIBYTE)))
                .hasValue("3 processes of the nodes were killed, since all nodes together may have 512 MiB of memory");
    }

    @Test
    void a_limit_that_was_reached_is_said_though_nobody_is_known_to_be_killed() {
        assertThat(DaemonLife.Memory.lack(List.of("0", "812", HALF_A_GIBIBYTE)))
                .hasValue("all nodes together have used up the 512 MiB of memory that they may have");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0\n0\n536870912", "0\n0\nmax", "0\n0\n9223372036854771712", "", "0"})
    void nothing_is_said_of_memory_when_there_is_enough_or_nobody_knows(String counters) {
        assertThat(DaemonLife.Memory.lack(counters.lines().toList())).isEmpty();
    }
}
