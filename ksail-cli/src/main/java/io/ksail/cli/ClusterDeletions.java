package io.ksail.cli;

import io.ksail.KsailException;
import io.ksail.cluster.ClusterInfo;
import io.ksail.cluster.Clusters;
import io.ksail.cluster.Deletion;
import io.ksail.internal.Deadline;
import io.ksail.internal.Stopwatch;
import io.ksail.kubeconfig.Kubeconfig;
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
    private final Attempts attempts = new Attempts();

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
            attempts.attempt(() -> request(name).ifPresent(asked::add));
        }
        if (!how.timeout().isZero()) {
            await(asked);
        }
        attempts.end();
    }

    private Optional<ClusterInfo> request(String name) {
        Optional<ClusterInfo> found = clusters.find(name);
        String exact = found.map(ClusterInfo::namespace).orElse(name);
        // The Secret that holds it goes first of all.
        Entry entry = found.map(this::entry).orElse(Entry.NONE);
        if (!clusters.delete(exact, Deletion.requested()) || found.isEmpty()) {
            console.say("there is no cluster '%s': nothing to delete".formatted(name));
            return Optional.empty();
        }
        if (how.timeout().isZero()) {
            console.say("cluster '%s' is being deleted".formatted(found.get().name()));
        }
        attempts.attempt(() -> remove(entry, found.get()));
        return found;
    }

    /** By what an entry in the user's file is known to be the cluster's. */
    private Entry entry(ClusterInfo cluster) {
        try {
            return new Entry(Optional.of(clusters.kubeconfig(cluster.namespace())), "");
        } catch (KsailException e) {
            return new Entry(Optional.empty(), e.seen());
        }
    }

    private void remove(Entry entry, ClusterInfo cluster) {
        if (entry.kubeconfig.isPresent()) {
            kubeconfig.removeAllOf(entry.kubeconfig.get());
            return;
        }
        // Nothing proves that these are its entries, so that they stay; without any there is nothing to tell.
        List<String> candidates = cluster.apiUrl().map(kubeconfig::contextsAt).orElse(List.of());
        if (!candidates.isEmpty()) {
            console.say(Style.printable("warning: %s keeps %s, as nothing proves that they are of cluster '%s': %s"
                    .formatted(kubeconfig.path(), String.join(", ", candidates), cluster.name(), entry.reason)));
        }
    }

    /**
     * What the host holds of a cluster's kubeconfig.
     *
     * @param kubeconfig the kubeconfig; empty when the host did not give it
     * @param reason why it did not
     */
    private record Entry(Optional<Kubeconfig> kubeconfig, String reason) {
        static final Entry NONE = new Entry(Optional.empty(), "");
    }

    private void await(List<ClusterInfo> asked) {
        Deadline deadline = Deadline.in(how.timeout());
        Stopwatch since = Stopwatch.started();
        try (ShownProgress shown = console.progress()) {
            for (ClusterInfo cluster : asked) {
                shown.begun("deleting cluster '%s'".formatted(cluster.name()));
                attempts.attempt(() -> {
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
}
