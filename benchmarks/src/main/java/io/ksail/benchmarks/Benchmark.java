package io.ksail.benchmarks;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the start of a test class to its first API call and first running pod, host warm and images present; beside it,
 * in turn, the same node image as a bare container. Writes JSON to the file that is its argument.
 */
public final class Benchmark {

    private static final Logger LOG = LoggerFactory.getLogger(Benchmark.class);
    private static final int RUNS = Integer.getInteger("ksail.bench.runs", 7);

    /** What somebody needs to look at the result of one run, and begin the next one. */
    private static final long SECONDS_BETWEEN_RUNS = 20;

    private final Series ours = new Series();
    private final Series fromPool = new Series();
    private final Series withoutNodes = new Series();
    private final Series bare = new Series();

    private Benchmark() {}

    /**
     * Measures and writes.
     *
     * @param arguments the file to write
     * @throws IOException if the file can't be written
     */
    public static void main(String[] arguments) throws IOException {
        new Benchmark().run().write(arguments[0]);
        System.exit(0);
    }

    private Report run() throws IOException {
        try (WarmHost host = WarmHost.start();
                LauncherSession session = LauncherFactory.openSession()) {
            Launcher launcher = session.getLauncher();
            runOurs(OurTestClass.class, host, launcher);
            runOurs(OurClassWithoutNodes.class, host, launcher);
            runFromPool(host, launcher);
            BareContainer.measure(new Stopwatch());
            LOG.info("warmed up; {} runs of each, in turn", RUNS);
            for (int i = 0; i < RUNS; i++) {
                Map<String, Long> oursLaps = runOurs(OurTestClass.class, host, launcher);
                Map<String, Long> withoutNodesLaps = runOurs(OurClassWithoutNodes.class, host, launcher);
                Map<String, Long> fromPoolLaps = runFromPool(host, launcher);
                Stopwatch bareWatch = new Stopwatch();
                BareContainer.measure(bareWatch);
                ours.add(oursLaps);
                withoutNodes.add(withoutNodesLaps);
                fromPool.add(fromPoolLaps);
                bare.add(bareWatch.laps());
                LOG.info(
                        "run {}: ours {} without nodes {} from pool {} bare {}",
                        i + 1,
                        oursLaps,
                        withoutNodesLaps,
                        fromPoolLaps,
                        bareWatch.laps());
            }
        }
        Report report = new Report();
        report.with("nestedCluster", ours.summary());
        report.with("nestedClusterWithoutNodes", withoutNodes.summary());
        report.with("nestedClusterFromPool", fromPool.summary());
        report.with("bareContainer", bare.summary());
        report.with(
                "ratioOfMedians",
                Map.of(
                        "firstApiCall", ours.ratio("firstApiCall", bare, "firstApiCall"),
                        "firstPodRunning", ours.ratio("firstPodRunning", bare, "firstPodRunning"),
                        "firstApiCallWithoutNodes", withoutNodes.ratio("firstApiCall", bare, "firstApiCall"),
                        "firstApiCallFromPool", fromPool.ratio("firstApiCall", ours, "firstApiCall"),
                        "firstPodRunningFromPool", fromPool.ratio("firstPodRunning", ours, "firstPodRunning")));
        return report;
    }

    /** As the second of two runs has it: the first one has begun a cluster, which came up meanwhile. */
    private static Map<String, Long> runFromPool(WarmHost host, Launcher launcher) {
        host.fillPool();
        try {
            TimeUnit.SECONDS.sleep(SECONDS_BETWEEN_RUNS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Map<String, Long> laps = runOurs(OurTestClass.class, Map.of("ksail.pool", "1"), host, launcher);
        // Others wait on the host than before.
        laps.remove("memoryMiB");
        return laps;
    }

    private static Map<String, Long> runOurs(Class<?> testClass, WarmHost host, Launcher launcher) {
        return runOurs(testClass, Map.of(), host, launcher);
    }

    /** One launch of one class, in a session that keeps the host. */
    private static Map<String, Long> runOurs(
            Class<?> testClass, Map<String, String> parameters, WarmHost host, Launcher launcher) {
        long before = host.memoryMiB();
        Stopwatch watch = new Stopwatch();
        long[] during = new long[1];
        OurTestClass.watch = watch;
        OurTestClass.whileRunning = () -> during[0] = host.memoryMiB();
        host.run(launcher, parameters, List.of(testClass));
        watch.lap("closed");
        host.drainPool();
        host.awaitEmpty();
        watch.lap("hostEmpty");
        Map<String, Long> laps = new LinkedHashMap<>(watch.laps());
        long closing = laps.remove("closing");
        laps.put("close", laps.remove("closed") - closing);
        laps.put("hostEmptyAfterClose", laps.remove("hostEmpty") - closing);
        laps.put("memoryMiB", during[0] - before);
        return laps;
    }
}
