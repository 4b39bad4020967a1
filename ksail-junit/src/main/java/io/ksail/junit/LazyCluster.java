package io.ksail.junit;

import io.ksail.KsailException;
import io.ksail.cluster.Cluster;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A cluster that is created once, by whoever asks for it first. All others wait, and get the same cluster or the same
 * failure; there is no second attempt. What they get they may close: only its owner closes the cluster.
 */
final class LazyCluster {

    private final String description;
    private final Supplier<Cluster> creation;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<Made> cluster = new CompletableFuture<>();
    private volatile boolean testFailed;

    /**
     * A cluster that is there.
     *
     * @param own what ends it
     * @param lent the same for everybody else
     */
    private record Made(Cluster own, Cluster lent) {}

    /**
     * One that is not created yet.
     *
     * @param description what to call it in a message
     */
    LazyCluster(String description, Supplier<Cluster> creation) {
        this.description = description;
        this.creation = creation;
    }

    Cluster cluster() {
        if (begun.compareAndSet(false, true)) {
            try {
                Cluster own = creation.get();
                cluster.complete(new Made(own, own.lent()));
            } catch (RuntimeException | Error e) {
                cluster.completeExceptionally(ClientVersions.explained(e));
            }
        }
        return awaited(cluster, description).lent();
    }

    /**
     * What becomes of a creation, for everybody who waits for it: its failure is theirs.
     *
     * @param creation what another thread is at
     * @param description what to call it in a message
     */
    static <T> T awaited(CompletableFuture<T> creation, String description) {
        try {
            return creation.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw (Error) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KsailException(
                    "The creation of %s was not awaited".formatted(description),
                    "the thread was interrupted while another one creates it",
                    "give the test more time",
                    e);
        }
    }

    /** The cluster, if it has been created. */
    Optional<Cluster> ifCreated() {
        return made().map(Made::lent);
    }

    /** What ends the cluster, if it has been created. */
    Optional<Cluster> own() {
        return made().map(Made::own);
    }

    private Optional<Made> made() {
        return cluster.isDone() && !cluster.isCompletedExceptionally() ? Optional.of(cluster.join()) : Optional.empty();
    }

    /** A test that could use it has failed, which may be a reason to keep it. */
    void recordFailure() {
        testFailed = true;
    }

    boolean hasFailedTest() {
        return testFailed;
    }
}
