package io.ksail.internal.docker;

import io.ksail.internal.PodExec.Outcome;
import io.ksail.internal.diagnosis.Problem;
import java.util.List;
import java.util.Optional;

/**
 * Whether the container of a Docker daemon, with all nodes in it, lacks memory.
 *
 * @param docker the client in that container
 */
public record DaemonMemory(Docker docker) {

    /**
     * How many processes were killed, how often the limit was reached, and the limit. Of cgroup v2 the container's own
     * counters know what happened below it; of v1 each of those below that are still there has to be asked.
     */
    private static final String COUNTERS = """
            cd /sys/fs/cgroup
            if [ -r memory.events ]; then
              sed -n 's/^oom_kill //p' memory.events
              sed -n 's/^max //p' memory.events
              cat memory.max
            else
              find memory -name memory.oom_control -exec sed -n 's/^oom_kill //p' {} + | awk '{n += $1} END {print n + 0}'
              cat memory/memory.failcnt memory/memory.limit_in_bytes
            fi
            """;

    private static final int LINES = 3;

    /**
     * What to say of it.
     *
     * @return a sentence for an error message; empty when there is no lack, or nobody knows
     */
    public Optional<String> lack() {
        Outcome outcome = docker.shellBriefly(COUNTERS);
        return outcome.exitCode() == 0
                ? lack(outcome.out().lines().map(String::strip).toList())
                : Optional.empty();
    }

    /**
     * The same with what to do, for a report of many lines.
     *
     * @return a line; empty when there is no lack, or nobody knows
     */
    public Optional<String> report() {
        return lack().map(words -> words + ": " + Problem.MORE_MEMORY);
    }

    static Optional<String> lack(List<String> counters) {
        if (counters.size() != LINES || !counters.stream().allMatch(line -> line.matches("\\d{1,18}"))) {
            // Such as "max", which is no limit.
            return Optional.empty();
        }
        long killed = Long.parseLong(counters.get(0));
        long reached = Long.parseLong(counters.get(1));
        long mebibytes = Long.parseLong(counters.get(2)) >> 20;
        if (killed > 0) {
            return Optional.of(
                    "%d processes of the nodes were killed, since all nodes together may have %d MiB of memory"
                            .formatted(killed, mebibytes));
        }
        return reached > 0
                ? Optional.of(
                        "all nodes together have used up the %d MiB of memory that they may have".formatted(mebibytes))
                : Optional.empty();
    }
}
