package io.ksail.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The laps of several runs of one thing, summed up as minimum, median and maximum. */
final class Series {

    private final Map<String, List<Long>> values = new LinkedHashMap<>();

    void add(Map<String, Long> laps) {
        laps.forEach((name, value) ->
                values.computeIfAbsent(name, key -> new ArrayList<>()).add(value));
    }

    long median(String name) {
        List<Long> sorted = values.get(name).stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    /** A median over that of another series, to two places. */
    double ratio(String name, Series others, String theirs) {
        return Math.round(100.0 * median(name) / others.median(theirs)) / 100.0;
    }

    Map<String, Object> summary() {
        Map<String, Object> summary = new LinkedHashMap<>();
        values.forEach((name, list) -> {
            List<Long> sorted = list.stream().sorted().toList();
            summary.put(
                    name,
                    Map.of(
                            "min", sorted.get(0),
                            "median", median(name),
                            "max", sorted.get(sorted.size() - 1),
                            "runs", sorted.size()));
        });
        return summary;
    }
}
