package io.ksail.junit;

import io.ksail.cluster.Cluster;
import io.ksail.internal.Deadline;
import io.ksail.internal.host.HostCapacity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the clusters that a test run needs next while its tests run, in the order of its plan: the first at once, others when
 * that is there, and never more than so many for which no class has come yet.
 *
 * <p>Whether a class comes is a guess. What nobody has come for is closed as soon as nobody can any more; and where a cluster
 * could not be made ahead, as on a host that has no room for one more, its class makes it, as if nobody had tried. Thread-safe.
 */
final class LookAhead {

    private static final Logger LOG = LoggerFactory.getLogger(LookAhead.class);

    /** Beyond these, a test run waits for its tests, not for clusters. */
    private static final int MOST = 4;

    /** For a cluster and what tests run in it; as much again is left to the host itself. */
    private static final long MEMORY_FOR_EACH = 2L << 30;

    private final Deque<Planned> planned = new ArrayDeque<>();
    private final List<Guess> guesses = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /** How many at once; empty until the first is there. */
    private OptionalInt limit = OptionalInt.empty();

    /**
     * A cluster that a test plan wants.
     *
     * @param node the class in the plan, after whose end nobody wants it
     * @param key the request's key
     * @param request what is wanted
     */
    record Planned(String node, Object key, ClusterRequest request) {}

    /** A cluster that was begun before anybody came for it. */
    private static final class Guess {
        private final Planned planned;
        private final boolean alone;
        private final CompletableFuture<Cluster> made = new CompletableFuture<>();
        private final Thread thread;
        private boolean claimed;
        private boolean creating;
        private boolean discarded;

        Guess(Planned planned, boolean alone, LookAhead lookAhead) {
            this.planned = planned;
            this.alone = alone;
            this.thread = new Thread(() -> lookAhead.make(this), "ksail-look-ahead");
            thread.setDaemon(true);
        }

        ClusterRequest request() {
            return planned.request();
        }

        /** The host that it finds is everybody's: only what comes after that is stopped when nobody wants the cluster. */
        Cluster create() {
            Hosts.of(request().settings().host(), request().run());
            setCreating(true);
            try {
                return request().createAhead();
            } finally {
                setCreating(false);
                // What told the creation to stop is not meant for what comes after it, such as to close what it has
                // made.
                Thread.interrupted();
            }
        }

        private synchronized void setCreating(boolean now) {
            creating = now;
            if (now && discarded) {
                throw new CancellationException();
            }
        }

        /** What can't be stopped any more is closed when it is there. */
        void discard() {
            synchronized (this) {
                discarded = true;
                if (creating) {
                    thread.interrupt();
                }
            }
            made.thenAccept(Cluster::close);
        }

        synchronized boolean isDiscarded() {
            return discarded;
        }
    }

    /** That of a test run; it does nothing until it is told of a plan. */
    static LookAhead of(TestRun run) {
        StoredResource<?> stored = (StoredResource<?>) run.store().getOrComputeIfAbsent(LookAhead.class, key -> {
            LookAhead lookAhead = new LookAhead();
            return new StoredResource<>(lookAhead, lookAhead::end);
        });
        return (LookAhead) stored.value();
    }

    /** Begins with the first of those that a plan wants. Where clusters are capped, all are for classes that have begun. */
    synchronized void begin(List<Planned> wanted) {
        Settings settings = wanted.get(0).request().settings();
        if (settings.maxClusters().isEmpty() && settings.lookAhead().orElse(1) > 0) {
            planned.addAll(wanted);
            beginNext();
        }
    }

    /**
     * The cluster that was made ahead for a request, which is the caller's from here on; if it is being made, waits for it.
     *
     * @return empty when there is none, and the caller has to make it
     */
    Optional<Cluster> claim(ClusterRequest wanted) {
        Optional<Guess> guess = take(wanted);
        try {
            return guess.flatMap(taken -> await(taken, wanted));
        } finally {
            guess.ifPresent(this::done);
        }
    }

    /** Nobody wants any more what is planned for a class: it has ended, or is skipped. */
    synchronized void drop(String node) {
        if (!planned.isEmpty() || !guesses.isEmpty()) {
            planned.removeIf(each -> each.node().equals(node));
            discard(unclaimed().stream()
                    .filter(guess -> guess.planned.node().equals(node))
                    .toList());
            beginNext();
        }
    }

    /** Nobody wants anything any more; what has been made is gone, or being deleted, when this returns. */
    void end() {
        List<Thread> ending;
        synchronized (this) {
            stop();
            limit = OptionalInt.empty();
            ending = List.copyOf(threads);
            threads.clear();
        }
        Deadline deadline = Deadline.in(TestClusters.TIME_TO_STOP);
        try {
            for (Thread thread : ending) {
                thread.join(Math.max(1, deadline.remaining().toMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void beginNext() {
        while (!planned.isEmpty() && hasRoom()) {
            Guess guess = new Guess(planned.remove(), limit.isEmpty(), this);
            guesses.add(guess);
            threads.add(guess.thread);
            guess.thread.start();
        }
    }

    /** A class that waits for its cluster leaves its processor to the next one. */
    private boolean hasRoom() {
        return limit.isPresent() ? unclaimed().size() < limit.getAsInt() : guesses.isEmpty();
    }

    private void make(Guess guess) {
        try {
            guess.made.complete(guess.create());
            if (guess.alone) {
                goOn(guess.request());
            }
        } catch (RuntimeException | Error e) {
            failed(guess, e);
            guess.made.completeExceptionally(e);
        }
    }

    private void goOn(ClusterRequest made) {
        OptionalInt said = made.settings().lookAhead();
        int clusters = said.orElseGet(
                () -> usual(HostCapacity.of(Hosts.of(made.settings().host(), made.run()))));
        synchronized (this) {
            limit = OptionalInt.of(clusters);
            beginNext();
        }
    }

    /** A cluster that is made keeps a processor busy, and one is left to the tests; as far as there is memory for them to stand. */
    static int usual(HostCapacity host) {
        long room = host.memory().isPresent() ? host.memory().getAsLong() / MEMORY_FOR_EACH - 1 : MOST;
        return (int) Math.max(0, Math.min(room, Math.min(Math.max(1, host.processors() - 1), MOST)));
    }

    private synchronized void failed(Guess guess, Throwable failure) {
        Class<?> testClass = guess.request().testClass();
        if (guess.isDiscarded()) {
            LOG.debug("what was to be made ahead for {} was not", testClass, failure);
            return;
        }
        if (!guess.alone) {
            LOG.warn(
                    "No cluster could be made ahead for {}, so from here on each is made when its class begins. {}",
                    testClass.getName(),
                    failure.getMessage());
        }
        stop();
    }

    private synchronized Optional<Guess> take(ClusterRequest wanted) {
        Object key = wanted.key();
        Optional<Guess> guess = unclaimed().stream()
                .filter(each -> each.planned.key().equals(key))
                .findFirst();
        guess.ifPresentOrElse(found -> found.claimed = true, () -> planned.stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .ifPresent(planned::remove));
        beginNext();
        return guess;
    }

    private Optional<Cluster> await(Guess guess, ClusterRequest wanted) {
        if (!guess.request().isSameAs(wanted)) {
            LOG.debug("{} wants something else than was made ahead for it", wanted.testClass());
            stop();
            guess.discard();
            return Optional.empty();
        }
        boolean waiting = !guess.made.isDone();
        try {
            Cluster cluster = LazyCluster.awaited(
                    guess.made, "a cluster for " + wanted.testClass().getName());
            if (cluster.loss().isPresent()) {
                guess.discard();
                return Optional.empty();
            }
            wanted.complete(cluster);
            return Optional.of(cluster);
        } catch (RuntimeException | Error e) {
            guess.discard();
            if (guess.made.isCompletedExceptionally() && !(guess.alone && waiting)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private synchronized void done(Guess guess) {
        guesses.remove(guess);
        beginNext();
    }

    private synchronized void stop() {
        planned.clear();
        discard(unclaimed());
    }

    private List<Guess> unclaimed() {
        return guesses.stream().filter(guess -> !guess.claimed).toList();
    }

    private void discard(List<Guess> unwanted) {
        guesses.removeAll(unwanted);
        unwanted.forEach(Guess::discard);
    }
}
