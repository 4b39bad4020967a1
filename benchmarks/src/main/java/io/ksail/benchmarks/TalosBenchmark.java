package io.ksail.benchmarks;

import io.fabric8.kubernetes.api.model.Node;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import io.ksail.spec.Readiness;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Talos beside Vanilla from the request to the first API call and to the last node Ready, host warm, with one node and with
 * three. Writes JSON to the file that is its argument.
 */
public final class TalosBenchmark {

    private static final Logger LOG = LoggerFactory.getLogger(TalosBenchmark.class);
    private static final int RUNS = Integer.getInteger("ksail.bench.runs", 3);
    private static final int WORKERS = 2;

    private final WarmHost warm;
    private final Host host;
    private final Map<String, Series> series = new LinkedHashMap<>();

    private TalosBenchmark(WarmHost warm, Host host) {
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
            new TalosBenchmark(warm, host).run().write(arguments[0]);
        }
        System.exit(0);
    }

    private Report run() {
        for (int i = 0; i < RUNS; i++) {
            for (String type : List.of(DistributionType.TALOS, DistributionType.VANILLA)) {
                measured(type, 0, i);
                measured(type, WORKERS, i);
            }
        }
        Report report = new Report();
        series.forEach((name, values) -> report.with(name, values.summary()));
        return report;
    }

    private void measured(String type, int workers, int run) {
        String kind = type.toLowerCase(Locale.ROOT);
        String what = kind + (workers == 0 ? "-one-node" : "-three-nodes");
        long before = warm.memoryMiB();
        Stopwatch watch = new Stopwatch();
        try (Cluster cluster = Clusters.on(host)
                .create(ClusterSpec.named(what + "-" + run)
                        .distribution(type)
                        .workers(workers)
                        .readiness(Readiness.API)
                        .build())) {
            cluster.client().namespaces().list();
            watch.lap("firstApiCall");
            cluster.client()
                    .nodes()
                    .informOnCondition(nodes ->
                            nodes.size() == workers + 1 && nodes.stream().allMatch(TalosBenchmark::isReady))
                    .join();
            watch.lap("nodesReady");
            Map<String, Long> laps = new LinkedHashMap<>(watch.laps());
            laps.put("memoryMiB", warm.memoryMiB() - before);
            series.computeIfAbsent(what, name -> new Series()).add(laps);
            LOG.info("{}: {}", what, laps);
        }
        warm.awaitEmpty();
    }

    private static boolean isReady(Node node) {
        return node.getStatus().getConditions().stream()
                .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }
}
