package io.ksail.internal;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({"90s,90", "3m,180", "1m30s,90", "PT3M,180", "1h,3600", "10 s,10", "P1D,86400"})
    void reads_what_people_write(String text, long seconds) {
        assertThat(Durations.parse(text)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"500ms,500000000", "20us,20000", "20µs,20000", "7ns,7", "1.5s,1500000000"})
    void reads_the_small_units_of_go(String text, long nanos) {
        assertThat(Durations.parse(text)).contains(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @CsvSource({"90,1m30s", "180,3m", "3600,1h"})
    void writes_what_go_reads(long seconds, String text) {
        assertThat(Durations.compact(Duration.ofSeconds(seconds))).isEqualTo(text);
        assertThat(Durations.parse(text)).contains(Duration.ofSeconds(seconds));
    }

    @Test
    void does_not_guess() {
        assertThat(Durations.parse("soon")).isEmpty();
        assertThat(Durations.parse("3")).isEmpty();
        assertThat(Durations.parse("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "8761h,is more than 365 days",
        "99999999999h,is more than 365 days",
        "P366D,is more than 365 days",
        "soon,is not a duration",
        "1e3s,is not a duration",
        "99999999999999999999h,is not a duration"
    })
    void what_nobody_waits_is_no_duration(String text, String wrong) {
        assertThat(Durations.parse(text)).isEmpty();
        assertThat(Durations.whatIsWrongWith(text)).isEqualTo(wrong);
        assertThat(Durations.parse("8760h")).contains(Durations.LONGEST);
    }

    @ParameterizedTest
    @CsvSource({"85,85 ms", "6300,6.3 s", "2000,2 s", "90000,90 s", "180000,3 min", "200000,3 min 20 s"})
    void writes_what_people_read(long millis, String text) {
        assertThat(Durations.readable(Duration.ofMillis(millis))).isEqualTo(text);
    }
}
