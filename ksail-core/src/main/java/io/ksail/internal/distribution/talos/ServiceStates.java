package io.ksail.internal.distribution.talos;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What {@code talosctl services} says of one node.
 *
 * @param lines a line for each service
 */
record ServiceStates(List<String> lines) {

    private static final Pattern COLUMNS = Pattern.compile("\\s{2,}");
    private static final int SERVICE = 1;
    private static final int STATE = 2;
    private static final int HEALTH = 3;

    /** States that a service is in when nothing is wrong with it. */
    private static final Set<String> GOOD = Set.of("Running", "Finished", "Skipped");

    static ServiceStates parse(String table) {
        return new ServiceStates(table.lines()
                .skip(1)
                .map(String::strip)
                .filter(line -> COLUMNS.split(line).length > HEALTH)
                .toList());
    }

    /** Those that do not run, or are not well. */
    List<String> unhealthy() {
        return lines.stream()
                .map(COLUMNS::split)
                .filter(columns -> !GOOD.contains(columns[STATE]) || "Fail".equals(columns[HEALTH]))
                .map(columns -> columns[SERVICE])
                .toList();
    }
}
