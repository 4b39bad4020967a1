package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.host.Host;
import io.ksail.internal.Await;
import io.ksail.internal.Causes;
import io.ksail.internal.Durations;
import io.ksail.internal.diagnosis.Problem;
import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.namespace.ClusterLabels;
import io.ksail.internal.namespace.ClusterNamespace;
import io.ksail.internal.pool.Begun;
import io.ksail.internal.pool.PoolKeys;
import io.ksail.internal.pool.PoolMember;
import io.ksail.internal.pool.PoolRecords;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clusters on one host that are begun before anybody asks for them, and outlive the process that begins them: the host brings
 * them up by itself. Whoever takes one does the rest, and has it for its own. Thread-safe.
 */
final class ClusterPool {

    /** How long one waits for somebody to take it. */
    static final Duration KEPT_FOR = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(ClusterPool.class);

    /** One that was begun long ago is ready in less, or never; to create another one is better than to wait for it. */
    private static final Duration TIME_TO_FINISH = Duration.ofMinutes(2);

    /** By then a pod runs whose image is there; where it has to be pulled first, nobody is helped by a pool either. */
    private static final Duration TIME_TO_RUN = Duration.ofSeconds(30);

    /** How long the end of a test run may wait for one that is being begun. */
    private static final Duration TIME_TO_BEGIN = Duration.ofSeconds(5);

    private static final ClusterName ANY = new ClusterName("test");

    private final Host host;
    private final PoolRecords records;
    private final Function<ClusterSpec, Begun> beginning;
    private final BiFunction<Begun, ClusterNamespace, Cluster> finishing;
    private final Set<String> wanted = ConcurrentHashMap.newKeySet();
    private CompletableFuture<Boolean> filled = CompletableFuture.completedFuture(true);
    private @Nullable Thread filling;
    private volatile boolean ending;
    private volatile boolean unusable;

    /**
     * That of a host.
     *
     * @param records the user's
     * @param beginning begins a cluster, and leaves it for {@link #KEPT_FOR}
     * @param finishing takes one over
     */
    ClusterPool(
            Host host,
            PoolRecords records,
            Function<ClusterSpec, Begun> beginning,
            BiFunction<Begun, ClusterNamespace, Cluster> finishing) {
        this.host = host;
        this.records = records;
        this.beginning = beginning;
        this.finishing = finishing;
    }

    /** A name of its own for a cluster of which nobody knows yet whose it is going to be. */
    static ClusterSpec unnamed(ClusterSpec spec) {
        return spec.toBuilder().name(ANY.unique()).build();
    }

    /** Takes one out, whatever it is called; empty when there is none that is of use. */
    Optional<Cluster> take(ClusterSpec spec) {
        return alike(members(), spec)
                .filter(member -> !unusable && records.take(member))
                .flatMap(member -> finished(member, spec).stream())
                .findFirst();
    }

    /** Begins as many as are missing, by a thread of its own, one after the other. */
    synchronized void fillBehind(ClusterSpec spec, int size) {
        wanted.add(key(spec));
        if (!unusable && !ending && filled.isDone()) {
            CompletableFuture<Boolean> end = new CompletableFuture<>();
            filled = end;
            filling = new Thread(
                    () -> {
                        try {
                            fillTolerantly(spec, size);
                        } finally {
                            end.complete(true);
                        }
                    },
                    "ksail-pool");
            filling.setDaemon(true);
            filling.start();
        }
    }

    /** Begins as many as are missing. Gives how many that were. */
    int fill(ClusterSpec spec, int size) {
        wanted.add(key(spec));
        int begun = 0;
        while (!ending && isRoom(spec, size)) {
            begin(spec);
            begun++;
        }
        return begun;
    }

    /** Begins no more. One that is being begun is there when this returns, or is not left. */
    void end() {
        ending = true;
        CompletableFuture<Boolean> end;
        Thread last;
        synchronized (this) {
            end = filled;
            last = filling;
        }
        if (last != null && Await.briefly(end, TIME_TO_BEGIN).isEmpty()) {
            last.interrupt();
            Await.briefly(end, TIME_TO_BEGIN);
        }
    }

    /** Deletes all that wait on this host. Gives how many there were. */
    int drain() {
        int drained = 0;
        for (PoolMember member : members()) {
            if (drop(member)) {
                drained++;
            }
        }
        return drained;
    }

    /** Those that wait on this host, the oldest first. */
    private List<PoolMember> members() {
        return records.on(PoolKeys.host(host.client().getConfiguration()));
    }

    private static Stream<PoolMember> alike(List<PoolMember> members, ClusterSpec spec) {
        String key = key(spec);
        return members.stream().filter(member -> member.specification().equals(key));
    }

    private static String key(ClusterSpec spec) {
        return PoolKeys.specification(spec, Distribution.of(spec.distribution()).nodeImage(spec));
    }

    private Optional<Cluster> finished(PoolMember member, ClusterSpec spec) {
        try {
            Optional<ClusterNamespace> namespace = namespace(member);
            if (namespace.isEmpty()) {
                LOG.info("cluster {}: waited in the pool, and is gone from its host", member.name());
                return Optional.empty();
            }
            Begun begun = member.as(spec.toBuilder()
                    .readyTimeout(Durations.shorter(spec.readyTimeout(), TIME_TO_FINISH))
                    .build());
            Optional<String> problem = problem(member, begun.spec());
            if (problem.isPresent()) {
                // One more would fare no better.
                unusable = true;
                LOG.warn(
                        "Cluster {} of the pool is of no use and deleted, and no more are begun: {}",
                        member.name(),
                        problem.get());
                namespace.get().delete();
                return Optional.empty();
            }
            LOG.info(
                    "cluster {}: taken from the pool, where it was begun {} ago",
                    member.name(),
                    Durations.readable(age(member)));
            return Optional.of(finishing.apply(begun, namespace.get()));
        } catch (RuntimeException e) {
            unusable = true;
            // Nobody else knows of it any more. It may be on its way out already.
            Resources.suppressing(e, () -> delete(member));
            boolean ofItsOwn = e instanceof KsailException || e instanceof KubernetesClientException;
            if (!ofItsOwn || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            LOG.warn(
                    "Cluster {} of the pool is of no use, so another one is created, and no more are begun. {}",
                    member.name(),
                    words(e));
            return Optional.empty();
        }
    }

    private static String words(Throwable failure) {
        return failure instanceof KsailException known ? known.getMessage() : Causes.message(failure);
    }

    private static Duration age(PoolMember member) {
        return Duration.ofSeconds(Math.max(0, Instant.now().getEpochSecond() - member.begun()));
    }

    /** Why it is not worth waiting for, if anything tells. */
    private Optional<String> problem(PoolMember member, ClusterSpec spec) {
        List<Pod> pods = host.client()
                .pods()
                .inNamespace(member.namespace())
                .withLabels(Distribution.of(spec.distribution()).apiSelector(spec.name()))
                .list()
                .getItems();
        Optional<String> known =
                pods.stream().flatMap(pod -> problem(pod).stream()).findFirst();
        boolean late = age(member).compareTo(TIME_TO_RUN) > 0
                && pods.stream()
                        .noneMatch(pod -> "Running".equals(pod.getStatus().getPhase()));
        return known.or(() -> late ? Optional.of("no pod of its control plane runs") : Optional.empty());
    }

    private static Optional<String> problem(Pod pod) {
        return Problem.of(pod).map(Problem::seen).or(() -> pod.getStatus().getConditions().stream()
                .filter(condition -> "Unschedulable".equals(condition.getReason()))
                .map(PodCondition::getMessage)
                .findFirst());
    }

    /** That very one which was begun, unless it is gone, or going. */
    private Optional<ClusterNamespace> namespace(PoolMember member) {
        return Optional.ofNullable(
                        host.client().namespaces().withName(member.namespace()).get())
                .filter(seen -> seen.getMetadata().getUid().equals(member.uid())
                        && seen.getMetadata().getDeletionTimestamp() == null
                        && ClusterLabels.isOurs(seen))
                .map(seen -> ClusterNamespace.found(host.client(), seen, PreDeleteHook.OF_DISTRIBUTION));
    }

    private void fillTolerantly(ClusterSpec spec, int size) {
        try {
            records.alone(() -> fill(spec, size));
        } catch (IOException | RuntimeException | LinkageError e) {
            // The latter is what a JVM says that is ending.
            if (!ending) {
                unusable = true;
                LOG.warn("No clusters are begun for the pool, as that has failed. {}", words(e));
            }
        }
    }

    /** Whether there may be one more; makes room for it where others are of no use to anybody here. */
    private boolean isRoom(ClusterSpec spec, int size) {
        List<PoolMember> all = members();
        if (all.size() < size) {
            return true;
        }
        return alike(all, spec).count() < size
                && all.stream()
                        .filter(member -> !wanted.contains(member.specification()))
                        .findFirst()
                        .map(this::drop)
                        .orElse(false);
    }

    private void begin(ClusterSpec spec) {
        Begun begun = beginning.apply(
                unnamed(spec).toBuilder().requestedBy(ClusterLabels.FOR_POOL).build());
        Instant now = Instant.now();
        PoolMember member = PoolMember.of(
                PoolKeys.host(host.client().getConfiguration()), key(spec), begun, now, now.plus(KEPT_FOR));
        try {
            records.add(member);
        } catch (IOException e) {
            delete(member);
            throw new KsailException(
                    "Cluster '%s' can't wait in the pool".formatted(member.name()),
                    "it can't be written down: " + Causes.message(e),
                    "make ~/.cache/ksail a directory that you alone can write in, or leave ksail.pool out",
                    e);
        }
        LOG.info("cluster {}: begun for the pool", member.name());
    }

    private boolean drop(PoolMember member) {
        boolean ours = records.take(member);
        if (ours) {
            delete(member);
        }
        return ours;
    }

    private void delete(PoolMember member) {
        namespace(member).ifPresent(ClusterNamespace::delete);
    }
}
