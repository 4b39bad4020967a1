package io.ksail.junit;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * An instance that is one for all tests of a class. Where those may run at the same time, its fields can't hold something
 * that each test has for itself; this is known before anything runs. What locks keep apart is left to {@link FieldClaims}.
 */
final class PerClassInstance {

    /**
     * A test class in its place.
     *
     * @param testClass the class
     * @param isPerClass whether its tests share one instance of it
     */
    private record Level(Class<?> testClass, boolean isPerClass) {

        static Level of(ExtensionContext context) {
            return new Level(context.getRequiredTestClass(), PerClassInstance.isPerClass(context));
        }

        /** A nested class that has no context yet. */
        static Level of(Class<?> nested, ExtensionContext context) {
            Lifecycle lifecycle = AnnotationSupport.findAnnotation(nested, TestInstance.class)
                    .map(TestInstance::value)
                    .or(() -> context.getConfigurationParameter(
                            Lifecycle.DEFAULT_LIFECYCLE_PROPERTY_NAME,
                            text -> Lifecycle.valueOf(text.strip().toUpperCase(Locale.ROOT))))
                    .orElse(Lifecycle.PER_METHOD);
            return new Level(nested, lifecycle == Lifecycle.PER_CLASS);
        }
    }

    private PerClassInstance() {}

    /** Whether JUnit may run anything at the same time. */
    static boolean isParallel(ExtensionContext context) {
        return context.getConfigurationParameter("junit.jupiter.execution.parallel.enabled", Boolean::valueOf)
                .orElse(false);
    }

    static boolean isPerClass(ExtensionContext context) {
        return Declarations.withParents(context)
                .map(ExtensionContext::getTestInstanceLifecycle)
                .flatMap(Optional::stream)
                .findFirst()
                .filter(Lifecycle.PER_CLASS::equals)
                .isPresent();
    }

    /**
     * Refuses fields of one test where tests of the class that is about to run may be several at once.
     *
     * @param context that of the class
     */
    static void requireNoFieldRaces(ExtensionContext context) {
        if (!isParallel(context)) {
            return;
        }
        List<Level> classes = Declarations.withParents(context)
                .filter(at -> at.getTestClass().isPresent())
                .map(Level::of)
                .distinct()
                .toList();
        perTestFields(classes, context).findFirst().ifPresent(element -> {
            if (classes.stream().noneMatch(at -> isLocked(at.testClass())) && runsSeveral(classes, context)) {
                throw element.cannotBeInjected(
                        "each test has another value, and the tests of %s, which share one instance of its class, may run at"
                                        .formatted(
                                                context.getRequiredTestClass().getName())
                                + " the same time",
                        "ask for a parameter of the test; or leave @TestInstance(PER_CLASS) out, or annotate the class with"
                                + " @Execution(ExecutionMode.SAME_THREAD)");
            }
        });
    }

    private static Stream<TestElement> perTestFields(List<Level> classes, ExtensionContext context) {
        return classes.stream()
                .filter(Level::isPerClass)
                .flatMap(at -> FieldInjection.wanted(at.testClass(), false).stream())
                .map(TestElement::of)
                .filter(element -> InjectionResolver.isPerTest(element, context));
    }

    /** Whether tests of the innermost class, or of those nested in it, may be several at once. */
    private static boolean runsSeveral(List<Level> classes, ExtensionContext context) {
        Class<?> testClass = classes.get(0).testClass();
        return AnnotationSupport.findAnnotatedMethods(testClass, Testable.class, HierarchyTraversalMode.TOP_DOWN)
                        .stream()
                        .anyMatch(method -> !isLocked(method) && isConcurrent(method, classes))
                || ReflectionSupport.findNestedClasses(
                                testClass, nested -> AnnotationSupport.isAnnotated(nested, Nested.class))
                        .stream()
                        .filter(nested -> !isLocked(nested))
                        .anyMatch(nested -> runsSeveral(
                                Stream.concat(Stream.of(Level.of(nested, context)), classes.stream())
                                        .toList(),
                                context));
    }

    /** As JUnit decides: what is declared nearest counts; one instance for all tests says one after the other. */
    private static boolean isConcurrent(Method method, List<Level> classes) {
        Optional<ExecutionMode> own = declaredMode(method);
        if (own.isPresent()) {
            return own.get() == ExecutionMode.CONCURRENT;
        }
        for (Level at : classes) {
            Optional<ExecutionMode> declared = declaredMode(at.testClass());
            if (declared.isPresent() || at.isPerClass()) {
                return declared.filter(ExecutionMode.CONCURRENT::equals).isPresent();
            }
        }
        return false;
    }

    private static Optional<ExecutionMode> declaredMode(AnnotatedElement element) {
        return AnnotationSupport.findAnnotation(element, Execution.class).map(Execution::value);
    }

    private static boolean isLocked(Class<?> testClass) {
        return isLocked((AnnotatedElement) testClass)
                || AnnotationSupport.isAnnotated(testClass, Isolated.class)
                || Declarations.declaredBy(testClass).stream().anyMatch(NestedCluster::exclusive);
    }

    /** What our own locks say is known; what those of somebody else's provider say is not, so it is left to the run. */
    private static boolean isLocked(AnnotatedElement element) {
        return AnnotationSupport.findRepeatableAnnotations(element, ResourceLock.class).stream()
                .filter(lock -> !Arrays.equals(lock.providers(), new Class<?>[] {ClusterLocks.class}))
                .anyMatch(lock -> lock.mode() == ResourceAccessMode.READ_WRITE);
    }
}
