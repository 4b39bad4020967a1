package io.ksail.junit;

import io.ksail.KsailException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Creates the clusters of one class, all at once. What has failed is told together; the stores close the others. */
final class ParallelCreation {

    /** How long creations that were told to stop may take to ask the host for the deletion of what they had made. */
    private static final long SECONDS_TO_STOP = 30;

    private ParallelCreation() {}

    static void create(String whose, List<LazyCluster> clusters) {
        if (clusters.size() == 1) {
            clusters.get(0).cluster();
        } else if (!clusters.isEmpty()) {
            createAll(whose, clusters);
        }
    }

    private static void createAll(String whose, List<LazyCluster> clusters) {
        ExecutorService threads = Executors.newFixedThreadPool(clusters.size(), task -> {
            Thread thread = new Thread(task, "ksail-creation");
            thread.setDaemon(true);
            return thread;
        });
        List<Throwable> failures = new ArrayList<>();
        try {
            for (Future<?> creation :
                    clusters.stream().map(lazy -> threads.submit(lazy::cluster)).toList()) {
                try {
                    creation.get();
                } catch (ExecutionException e) {
                    failures.add(e.getCause());
                }
            }
        } catch (InterruptedException e) {
            stop(threads);
            Thread.currentThread().interrupt();
            throw new KsailException(
                    "The creation of the clusters of %s was not awaited".formatted(whose),
                    "the thread was interrupted",
                    "give the test more time",
                    e);
        } finally {
            threads.shutdown();
        }
        if (!failures.isEmpty()) {
            throw failure(whose, clusters.size(), failures);
        }
    }

    /** Each of them rolls back what it had made, which has to be over when the host is closed. */
    private static void stop(ExecutorService threads) {
        threads.shutdownNow();
        try {
            threads.awaitTermination(SECONDS_TO_STOP, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static RuntimeException failure(String whose, int all, List<Throwable> failures) {
        if (failures.size() == 1 && failures.get(0) instanceof RuntimeException only) {
            return only;
        }
        KsailException together = new KsailException(
                "%d of %d clusters of %s could not be created".formatted(failures.size(), all, whose),
                failures.stream().map(Throwable::getMessage).collect(Collectors.joining("\n\n")),
                "look at each of them above",
                failures.get(0));
        failures.stream().skip(1).forEach(together::addSuppressed);
        return together;
    }
}
