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
        List<ClusterSlot> slots = declarations.stream()
                .map(declaration -> slot(declaration, context))
                .toList();
        ParallelCreation.create(context.getRequiredTestClass().getName(), slots);
    }

    static Cluster of(Declaration declaration, ExtensionContext context) {
        return slot(declaration, context).cluster();
    }

    /** The cluster, if it has been created. */
    static Optional<Cluster> ifThere(Declaration declaration, ExtensionContext context) {
        return Optional.ofNullable(context.getStore(Stored.NAMESPACE).get(declaration.key(), Stored.class))
                .flatMap(stored -> ((ClusterSlot) stored.value()).ifThere());
    }

    /** Those that have been created, of the declarations in sight. */
    static List<Cluster> inSight(ExtensionContext context) {
        return slotsInSight(context).stream()
                .map(ClusterSlot::ifThere)
                .flatMap(Optional::stream)
                .toList();
    }

    /** A test has failed, which may be a reason to keep its clusters. */
    static void tellFailure(ExtensionContext context) {
        slotsInSight(context).forEach(ClusterSlot::tellFailure);
    }

    private static List<ClusterSlot> slotsInSight(ExtensionContext context) {
        return Declarations.inSight(context.getRequiredTestClass(), context).stream()
                .flatMap(List::stream)
                .map(declaration ->
                        Optional.ofNullable(context.getStore(Stored.NAMESPACE).get(declaration.key(), Stored.class)))
                .flatMap(Optional::stream)
                .map(stored -> (ClusterSlot) stored.value())
                .toList();
    }

    /** That of a suite is found in the store of the class too, so that the class need not know more than its own. */
    static ClusterSlot slot(Declaration declaration, ExtensionContext context) {
        return (ClusterSlot) declaration
                .home(context)
                .getStore(Stored.NAMESPACE)
                .getOrComputeIfAbsent(
                        declaration.key(),
                        key -> declaration.annotation().scope() == Scope.SUITE
                                ? new Stored<>(SuiteClusters.slot(declaration, context), () -> {})
                                : own(declaration, declaration.home(context)),
                        Stored.class)
                .value();
    }

    private static Stored<ClusterSlot> own(Declaration declaration, ExtensionContext home) {
        Settings settings = declaration.settings();
        ClusterSlot slot = new ClusterSlot(declaration.describe(), () -> {
            Content content = Content.declaredBy(declaration, home);
            return content.putInto(Hosts.clusters(declaration, home).create(settings.cluster()));
        });
        RetentionPolicy retention = retention(
                settings,
                slot,
                () -> slot.hasFailedTest() || home.getExecutionException().isPresent());
        return new Stored<>(slot, () -> slot.own().ifPresent(retention::close));
    }

    static RetentionPolicy retention(Settings settings, ClusterSlot slot, BooleanSupplier failed) {
        return new RetentionPolicy(
                settings.keep(),
                settings.keepFor().orElse(Settings.KEPT_FOR),
                settings.host().decided(),
                failed);
    }

    /** How many clusters this JVM may have at once. */
    static ClusterQueue queue(TestRun run) {
        Stored<?> stored = (Stored<?>)
                run.store().getOrMake(ClusterQueue.class, key -> new Stored<>(new ClusterQueue(), () -> {}));
        return (ClusterQueue) stored.value();
    }
}
