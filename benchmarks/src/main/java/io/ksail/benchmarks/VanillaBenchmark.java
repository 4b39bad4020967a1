package io.ksail.benchmarks;

import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.internal.PodExec;
import io.ksail.internal.PodExec.Outcome;
import io.ksail.internal.Versions;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Vanilla from the request to the first API call, host warm, with one node and with three; and beside it kind's own
 * command line in the same pod, with the node's image there already. Writes JSON to the file that is its argument.
 */
public final class VanillaBenchmark {

    private static final Logger LOG = LoggerFactory.getLogger(VanillaBenchmark.class);
    private static final int RUNS = Integer.getInteger("ksail.bench.runs", 3);
    private static final String WRITE_PROGRAM = "head -c \"$1\" >/usr/bin/kind && chmod 755 /usr/bin/kind";

    private final WarmHost warm;
    private final Host host;
    private final Path kind = Path.of(System.getenv("KSAIL_TESTBED_KIND"));

    private VanillaBenchmark(WarmHost warm, Host host) {
        this.warm = warm;
        this.host = host;
    }

    /**
     * Measures and writes.
     *
     * @param arguments the file to write
     * @throws IOException if the file can't be written
     */
    public static void main(String[] arguments) throws IOException {
        try (WarmHost warm = WarmHost.start();
                Host host = Host.find(
                        new HostRequest(HostKind.KUBECONFIG, Optional.of(warm.kubeconfig()), Optional.empty()))) {
            new VanillaBenchmark(warm, host).run().write(arguments[0]);
        }
        System.exit(0);
    }

    private Report run() throws IOException {
        Series one = new Series();
        Series theirs = new Series();
        Series three = new Series();
        measured("warm-up", 0, new Series(), Optional.empty());
        for (int i = 0; i < RUNS; i++) {
            measured("one-" + i, 0, one, Optional.of(theirs));
            measured("three-" + i, 2, three, Optional.empty());
        }
        Report report = new Report();
        report.with("oneNode", one.summary());
        report.with("threeNodes", three.summary());
        report.with("kind", theirs.summary());
        return report;
    }

    private void measured(String name, int workers, Series ours, Optional<Series> theirs) throws IOException {
        long before = warm.memoryMiB();
        Stopwatch watch = new Stopwatch();
        try (Cluster cluster = Clusters.on(host)
                .create(ClusterSpec.named(name)
                        .distribution(DistributionType.VANILLA)
                        .workers(workers)
                        .build())) {
            cluster.client().namespaces().list();
            watch.lap("firstApiCall");
            Map<String, Long> laps = new LinkedHashMap<>(watch.laps());
            laps.put("memoryMiB", warm.memoryMiB() - before);
            ours.add(laps);
            LOG.info("{}: {}", name, laps);
            if (theirs.isPresent()) {
                theirs.get().add(kindsIn(cluster));
            }
        }
        warm.awaitEmpty();
    }

    /** Our node makes room first, so that nothing runs beside theirs. */
    private Map<String, Long> kindsIn(Cluster cluster) throws IOException {
        PodExec pod = new PodExec(host.client(), cluster.namespace(), cluster.namespace() + "-docker-0", "docker");
        try (InputStream program = Files.newInputStream(kind)) {
            pod.feed(program, "sh", "-c", WRITE_PROGRAM, "sh", String.valueOf(Files.size(kind)));
        }
        pod.run("docker", "rm", "--force", "--volumes", cluster.name() + "-control-plane")
                .join();
        Stopwatch watch = new Stopwatch();
        Outcome made = pod.run(
                        "kind",
                        "create",
                        "cluster",
                        "--name=theirs",
                        "--image=kindest/node:v" + Versions.KUBERNETES,
                        "--wait=120s",
                        "--kubeconfig=/tmp/theirs")
                .join();
        watch.lap("created");
        if (made.exitCode() != 0) {
            throw new IllegalStateException(made.toString());
        }
        LOG.info("kind: {}", watch.laps());
        return watch.laps();
    }
}
