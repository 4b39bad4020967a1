package io.ksail.benchmarks;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Points in time of one run, by name, in milliseconds since its start. */
final class Stopwatch {

    private final long start = System.nanoTime();
    private final Map<String, Long> laps = new LinkedHashMap<>();

    void lap(String name) {
        laps.put(name, Duration.ofNanos(System.nanoTime() - start).toMillis());
    }

    Map<String, Long> laps() {
        return laps;
    }
}
