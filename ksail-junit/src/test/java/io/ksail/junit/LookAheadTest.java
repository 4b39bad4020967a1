package io.ksail.junit;

import io.ksail.internal.host.HostCapacity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class LookAheadTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "4, 3", "5, 4", "64, 4"})
    void there_is_one_for_each_processor_of_the_host_but_one_up_to_four(int processors, int clusters) {
        assertThat(LookAhead.usual(new HostCapacity(processors, OptionalLong.empty())))
                .isEqualTo(clusters);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "4, 1", "7, 2", "8, 3", "64, 4"})
    void each_has_two_gibibytes_of_its_own_and_the_host_has_as_much(int gibibytes, int clusters) {
        assertThat(LookAhead.usual(new HostCapacity(8, OptionalLong.of((long) gibibytes << 30))))
                .isEqualTo(clusters);
    }

    @ParameterizedTest
    @CsvSource({"ksail.lookAhead, 0", "ksail.maxClusters, 3"})
    void nothing_is_made_ahead_where_none_is_wanted_or_clusters_are_capped(String parameter, String value) {
        TestRun run = new TestRun(
                (key, make) -> {
                    throw new AssertionError("something was made: " + key);
                },
                key -> Optional.ofNullable(Map.of(parameter, value).get(key)));
        NestedCluster declared = WantedTestCases.class.getAnnotation(NestedCluster.class);
        Settings settings = new Settings(WantedTestCases.class, declared, run.parameters(), key -> null);
        ClusterRequest request = new ClusterRequest(declared, WantedTestCases.class, settings, run);
        LookAhead lookAhead = new LookAhead();
        lookAhead.begin(List.of(new LookAhead.Planned("node", request.key(), request)));
        assertThat(lookAhead.claim(request)).isEmpty();
        lookAhead.end();
    }

    @NestedCluster
    static class WantedTestCases {
        @Test
        void runs() {}
    }
}
