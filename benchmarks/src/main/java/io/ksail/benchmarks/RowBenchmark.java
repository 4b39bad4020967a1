package io.ksail.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Twenty classes of one test each that takes a second, one after the other, each with a cluster of its own: made when its class
 * begins, and made ahead, in turn. Writes JSON to the file that is its argument.
 */
public final class RowBenchmark {

    private static final Logger LOG = LoggerFactory.getLogger(RowBenchmark.class);
    private static final int RUNS = Integer.getInteger("ksail.bench.runs", 2);

    private final OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private RowBenchmark() {}

    /**
     * Measures and writes.
     *
     * @param arguments the file to write
     * @throws IOException if the file can't be written
     */
    public static void main(String[] arguments) throws IOException {
        new RowBenchmark().run().write(arguments[0]);
        System.exit(0);
    }

    private Report run() throws IOException {
        Series ahead = new Series();
        Series oneByOne = new Series();
        try (WarmHost host = WarmHost.start();
                LauncherSession session = LauncherFactory.openSession()) {
            row(host, session, Map.of(), OneSecondClasses.warmUp());
            for (int i = 0; i < RUNS; i++) {
                ahead.add(row(host, session, Map.of(), OneSecondClasses.all()));
                oneByOne.add(row(host, session, Map.of("ksail.lookAhead", "0"), OneSecondClasses.all()));
            }
        }
        return new Report()
                .with("classes", OneSecondClasses.all().size())
                .with("madeAhead", ahead.summary())
                .with("madeWhenTheClassBegins", oneByOne.summary())
                .with("ratioOfMedians", ahead.ratio("all", oneByOne, "all"))
                .with("ratioToTheProcessors", ahead.ratio("all", ahead, "processorTimeOverProcessors"));
    }

    private Map<String, Long> row(
            WarmHost host, LauncherSession session, Map<String, String> parameters, List<Class<?>> classes) {
        long before = processorMillis(host);
        Stopwatch watch = new Stopwatch();
        host.run(session.getLauncher(), parameters, classes);
        watch.lap("all");
        Map<String, Long> laps = new LinkedHashMap<>(watch.laps());
        laps.put("processorTimeOverProcessors", (processorMillis(host) - before) / machine.getAvailableProcessors());
        host.awaitEmpty();
        LOG.info("{} {}", parameters, laps);
        return laps;
    }

    /** Of the host with all that runs in it, and of this JVM. */
    private long processorMillis(WarmHost host) {
        return TimeUnit.NANOSECONDS.toMillis(host.processorNanos() + machine.getProcessCpuTime());
    }
}
