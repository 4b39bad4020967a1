package io.ksail.junit;

import io.ksail.KsailException;
import io.ksail.cluster.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The clusters of declarations, in JUnit's store: created once, as soon as so many may exist, and closed when the context
 * that they belong to ends.
 */
final class TestClusters {

    /** How long creations that were told to stop may take to ask the host for the deletion of what they had made. */
    static final Duration TIME_TO_STOP = Duration.ofSeconds(30);

    private TestClusters() {}

    /** Refuses what a class declares and can't have together. */
    static void requireConsistent(ExtensionContext context) {
        Declarations.nearest(context).forEach(declaration -> {
            declaration.settings().requireConsistent();
            ClusterLocks.requireLock(declaration, context);
        });
    }

    /** Waits until there may be as many more clusters as a class wants. */
    static void acquireForClass(ExtensionContext context) {
        Class<?> testClass = context.getRequiredTestClass();
        List<Declaration> all = Declarations.inSight(testClass, context).stream()
                .flatMap(List::stream)
                .filter(declaration -> declaration.annotation().scope() == Scope.CLASS)
                .toList();
        long own = all.stream()
                .filter(declaration -> declaration.testClass() == testClass)
                .count();
        if (!all.isEmpty()) {
            acquire((int) own, all.get(0), context);
        }
    }

    /** Those of the class and, where it has none, of the class around it, which are there already. */
    static void createForClass(ExtensionContext context) {
        create(
                Declarations.nearest(context).stream()
                        .filter(declaration -> declaration.annotation().scope() != Scope.METHOD)
                        .toList(),
                context);
    }

    /** Waits until there may be as many more clusters as a test wants. */
    static void acquireForTest(ExtensionContext context) {
        List<Declaration> wanted = ofEachTest(context);
        if (!wanted.isEmpty()) {
            acquire(wanted.size(), wanted.get(0), context);
        }
    }

    /** Those that each test method has anew. */
    static void createForTest(ExtensionContext context) {
        create(ofEachTest(context), context);
    }

    private static List<Declaration> ofEachTest(ExtensionContext context) {
        return Declarations.nearest(context).stream()
                .filter(declaration -> declaration.annotation().scope() == Scope.METHOD)
                .toList();
    }

    /** The permit is released after the clusters are closed: a store closes what came first at the last. */
    private static void acquire(int clusters, Declaration declaration, ExtensionContext context) {
        ClusterSemaphore.Permit permit = semaphore(TestRun.of(context))
                .acquire(
                        clusters,
                        declaration.settings().maxClusters().orElse(Integer.MAX_VALUE),
                        context.getRequiredTestClass().getName());
        context.getStore(StoredResource.NAMESPACE)
                .put(ClusterSemaphore.Permit.class, new StoredResource<>(permit, permit::close));
    }

    /** Creates those of some declarations that are not there yet, side by side. */
    private static void create(List<Declaration> declarations, ExtensionContext context) {
        List<LazyCluster> clusters = declarations.stream()
                .map(declaration -> lazy(declaration, context))
                .toList();
        ParallelCreation.create(context.getRequiredTestClass().getName(), clusters);
    }

    static Cluster of(Declaration declaration, ExtensionContext context) {
        return lazy(declaration, context).cluster();
    }

    /** The cluster, if it has been created. */
    static Optional<Cluster> ifCreated(Declaration declaration, ExtensionContext context) {
        return find(declaration, context).flatMap(LazyCluster::ifCreated);
    }

    /** Those that have been created, of the declarations in sight. */
    static List<Cluster> inSight(ExtensionContext context) {
        return lazyInSight(context).stream()
                .map(LazyCluster::ifCreated)
                .flatMap(Optional::stream)
                .toList();
    }

    /** A test has failed, which may be a reason to keep its clusters. */
    static void recordFailure(ExtensionContext context) {
        lazyInSight(context).forEach(LazyCluster::recordFailure);
    }

    private static List<LazyCluster> lazyInSight(ExtensionContext context) {
        return Declarations.inSight(context.getRequiredTestClass(), context).stream()
                .flatMap(List::stream)
                .map(declaration -> find(declaration, context))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<LazyCluster> find(Declaration declaration, ExtensionContext context) {
        return Optional.ofNullable(
                        context.getStore(StoredResource.NAMESPACE).get(declaration.key(), StoredResource.class))
                .map(stored -> (LazyCluster) stored.value());
    }

    /** That of a suite is found in the store of the class too, so that the class need not know more than its own. */
    static LazyCluster lazy(Declaration declaration, ExtensionContext context) {
        return (LazyCluster) declaration
                .home(context)
                .getStore(StoredResource.NAMESPACE)
                .getOrComputeIfAbsent(
                        declaration.key(),
                        key -> declaration.annotation().scope() == Scope.SUITE
                                ? new StoredResource<>(SuiteClusters.lazy(ClusterRequest.of(declaration)), () -> {})
                                : own(declaration, declaration.home(context)),
                        StoredResource.class)
                .value();
    }

    private static StoredResource<LazyCluster> own(Declaration declaration, ExtensionContext home) {
        ClusterRequest request = ClusterRequest.of(declaration);
        LazyCluster lazy = new LazyCluster(
                declaration.describe(),
                () -> LookAhead.of(request.run()).claim(request).orElseGet(request::create));
        RetentionPolicy retention = retention(
                request.settings(),
                lazy,
                () -> lazy.hasFailedTest() || home.getExecutionException().isPresent());
        return new StoredResource<>(lazy, () -> lazy.own().ifPresent(retention::close));
    }

    static RetentionPolicy retention(Settings settings, LazyCluster lazy, BooleanSupplier failed) {
        return new RetentionPolicy(
                settings.keep(), settings.keepFor().orElse(Settings.KEPT_FOR), settings.host(), failed);
    }

    /** How many clusters this JVM may have at once. */
    static ClusterSemaphore semaphore(TestRun run) {
        StoredResource<?> stored = (StoredResource<?>) run.store()
                .getOrComputeIfAbsent(
                        ClusterSemaphore.class, key -> new StoredResource<>(new ClusterSemaphore(), () -> {}));
        return (ClusterSemaphore) stored.value();
    }

    /** Creates the clusters of one class, all at once. What has failed is told together; the stores close the others. */
    private static final class ParallelCreation {

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
                for (Future<?> creation : clusters.stream()
                        .map(lazy -> threads.submit(lazy::cluster))
                        .toList()) {
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
                threads.awaitTermination(TIME_TO_STOP.toSeconds(), TimeUnit.SECONDS);
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
}
