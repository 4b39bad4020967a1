package io.ksail.cli;

import io.ksail.KsailException;
import io.ksail.cluster.ClusterInfo;
import io.ksail.cluster.Clusters;
import io.ksail.cluster.Deletion;
import io.ksail.internal.Deadline;
import io.ksail.internal.Stopwatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deletes clusters side by side: the host is asked for all of them before the first one is waited for. */
final class ClusterDeletions {

    private static final Duration LEAST = Duration.ofMillis(1);

    private final Clusters clusters;
    private final Deletion how;
    private final UserKubeconfig kubeconfig;
    private final Console console;
    private final List<KsailException> failures = new ArrayList<>();

    ClusterDeletions(Clusters clusters, Deletion how, UserKubeconfig kubeconfig, Console console) {
        this.clusters = clusters;
        this.how = how;
        this.kubeconfig = kubeconfig;
        this.console = console;
    }

    /**
     * Deletes what there is of some clusters.
     *
     * @param names their names, or those of their namespaces
     * @throws KsailException if one could not be deleted; the others are deleted all the same
     */
    void run(List<String> names) {
        List<ClusterInfo> asked = new ArrayList<>();
        for (String name : names) {
            attempt(() -> request(name).ifPresent(asked::add));
        }
        if (!how.timeout().isZero()) {
            await(asked);
        }
        if (!failures.isEmpty()) {
            KsailException first = failures.get(0);
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    private Optional<ClusterInfo> request(String name) {
        Optional<ClusterInfo> found = clusters.find(name);
        String exact = found.map(ClusterInfo::namespace).orElse(name);
        if (!clusters.delete(exact, Deletion.requested()) || found.isEmpty()) {
            console.say("there is no cluster '%s': nothing to delete".formatted(name));
            return Optional.empty();
        }
        if (how.timeout().isZero()) {
            console.say("cluster '%s' is being deleted".formatted(found.get().name()));
        }
        attempt(() -> found.get().apiUrl().ifPresent(this::removeEntries));
        return found;
    }

    private void removeEntries(String apiUrl) {
        kubeconfig.contextsTo(apiUrl).forEach(kubeconfig::remove);
    }

    private void await(List<ClusterInfo> asked) {
        Deadline deadline = Deadline.in(how.timeout());
        Stopwatch since = Stopwatch.started();
        try (ShownProgress shown = console.progress()) {
            for (ClusterInfo cluster : asked) {
                shown.begun("deleting cluster '%s'".formatted(cluster.name()));
                attempt(() -> {
                    try {
                        clusters.delete(cluster.namespace(), how.within(atLeastAMoment(deadline.remaining())));
                        shown.done("cluster '%s' is deleted".formatted(cluster.name()), since.elapsed());
                    } catch (KsailException e) {
                        shown.failed();
                        throw e;
                    }
                });
            }
        }
    }

    /** Zero would mean not to wait, and to say that all is well. */
    private static Duration atLeastAMoment(Duration left) {
        return left.compareTo(LEAST) < 0 ? LEAST : left;
    }

    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (KsailException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            failures.add(e);
        }
    }
}
