package io.ksail.junit;

import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Creates what is declared when its time has come, as soon as so many clusters may exist. */
final class ClusterCreations {

    private ClusterCreations() {}

    /** Waits until there may be as many more clusters as a class wants. */
    static void admitClass(ExtensionContext context) {
        Class<?> testClass = context.getRequiredTestClass();
        List<Declaration> nearest = Declarations.nearest(context);
        nearest.forEach(declaration -> {
            declaration.settings().requireConsistent();
            ClusterLocks.requireLock(declaration, context);
        });
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
    static void beforeClass(ExtensionContext context) {
        TestClusters.create(
                Declarations.nearest(context).stream()
                        .filter(declaration -> declaration.annotation().scope() != Scope.METHOD)
                        .toList(),
                context);
    }

    /** Waits until there may be as many more clusters as a test wants. */
    static void admitTest(ExtensionContext context) {
        List<Declaration> wanted = ofEachTest(context);
        if (!wanted.isEmpty()) {
            acquire(wanted.size(), wanted.get(0), context);
        }
    }

    /** Those that each test method has anew. */
    static void beforeTest(ExtensionContext context) {
        TestClusters.create(ofEachTest(context), context);
    }

    private static List<Declaration> ofEachTest(ExtensionContext context) {
        return Declarations.nearest(context).stream()
                .filter(declaration -> declaration.annotation().scope() == Scope.METHOD)
                .toList();
    }

    /** The place is given back after the clusters are closed: a store closes what came first at the last. */
    private static void acquire(int clusters, Declaration declaration, ExtensionContext context) {
        Settings settings = declaration.settings();
        ClusterSemaphore.Permit permit = TestClusters.semaphore(TestRun.of(context))
                .acquire(
                        clusters,
                        settings.maxClusters(),
                        context.getRequiredTestClass().getName());
        context.getStore(Stored.NAMESPACE).put(ClusterSemaphore.Permit.class, new Stored<>(permit, permit::close));
    }
}
