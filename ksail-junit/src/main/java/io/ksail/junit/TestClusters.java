package io.ksail.junit;

import io.ksail.cluster.Cluster;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The clusters of declarations, in JUnit's store: created once, closed when the context that they belong to ends. */
final class TestClusters {

    private TestClusters() {}

    /** Creates those of some declarations that are not there yet, side by side. */
    static void create(List<Declaration> declarations, ExtensionContext context) {
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
        return Optional.ofNullable(context.getStore(Stored.NAMESPACE).get(declaration.key(), Stored.class))
                .flatMap(stored -> ((LazyCluster) stored.value()).ifCreated());
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
                .map(declaration ->
                        Optional.ofNullable(context.getStore(Stored.NAMESPACE).get(declaration.key(), Stored.class)))
                .flatMap(Optional::stream)
                .map(stored -> (LazyCluster) stored.value())
                .toList();
    }

    /** That of a suite is found in the store of the class too, so that the class need not know more than its own. */
    static LazyCluster lazy(Declaration declaration, ExtensionContext context) {
        return (LazyCluster) declaration
                .home(context)
                .getStore(Stored.NAMESPACE)
                .getOrComputeIfAbsent(
                        declaration.key(),
                        key -> declaration.annotation().scope() == Scope.SUITE
                                ? new Stored<>(SuiteClusters.lazy(declaration, context), () -> {})
                                : own(declaration, declaration.home(context)),
                        Stored.class)
                .value();
    }

    private static Stored<LazyCluster> own(Declaration declaration, ExtensionContext home) {
        Settings settings = declaration.settings();
        LazyCluster lazy = new LazyCluster(declaration.describe(), () -> {
            Content content = Content.declaredBy(declaration, home);
            return content.putInto(Hosts.clusters(declaration, home).create(settings.cluster()));
        });
        RetentionPolicy retention = retention(
                settings,
                lazy,
                () -> lazy.hasFailedTest() || home.getExecutionException().isPresent());
        return new Stored<>(lazy, () -> lazy.own().ifPresent(retention::close));
    }

    static RetentionPolicy retention(Settings settings, LazyCluster lazy, BooleanSupplier failed) {
        return new RetentionPolicy(
                settings.keep(),
                settings.keepFor().orElse(Settings.KEPT_FOR),
                settings.host().decided(),
                failed);
    }

    /** How many clusters this JVM may have at once. */
    static ClusterSemaphore semaphore(TestRun run) {
        Stored<?> stored = (Stored<?>)
                run.store().getOrMake(ClusterSemaphore.class, key -> new Stored<>(new ClusterSemaphore(), () -> {}));
        return (ClusterSemaphore) stored.value();
    }
}
