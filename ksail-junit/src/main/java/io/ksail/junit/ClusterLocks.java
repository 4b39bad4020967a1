package io.ksail.junit;

import io.ksail.spec.InvalidSpecException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** Lets classes that share a cluster run at the same time, unless one of them wants it for itself. */
final class ClusterLocks implements ResourceLocksProvider {

    /** JUnit 5.13 fails each invocation of a class template that has a lock; 5.14 does not. */
    private static final boolean TEMPLATES_HAVE_LOCKS = ReflectionSupport.tryToLoadClass(
                    "org.junit.jupiter.api.MediaType")
            .toOptional()
            .isPresent();

    @Override
    public Set<Lock> provideForClass(Class<?> testClass) {
        if (hasNone(testClass)) {
            return Set.of();
        }
        return AnnotationSupport.findRepeatableAnnotations(testClass, NestedCluster.class).stream()
                .filter(declared ->
                        declared.scope() == Scope.SUITE || !declared.name().isBlank())
                .map(declared -> new Lock(
                        "ksail.cluster/" + declared.name(),
                        declared.exclusive() ? ResourceAccessMode.READ_WRITE : ResourceAccessMode.READ))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Set<Lock> provideForNestedClass(List<Class<?>> enclosingInstanceTypes, Class<?> testClass) {
        return provideForClass(testClass);
    }

    private static boolean hasNone(Class<?> testClass) {
        return !TEMPLATES_HAVE_LOCKS && AnnotationSupport.isAnnotated(testClass, ClassTemplate.class);
    }

    /** Refuses a cluster that is wanted alone where there is no lock to have it so. */
    static void requireLock(Declaration declaration, ExtensionContext context) {
        if (declaration.annotation().exclusive()
                && hasNone(declaration.testClass())
                && PerClassInstance.isParallel(context)) {
            throw new InvalidSpecException(
                    "The attribute %s of %s can't be used"
                            .formatted("exclusive", declaration.testClass().getName()),
                    "JUnit 5.13 takes no locks for class templates (@NestedClusterMatrix, @ParameterizedClass), and tests may"
                            + " run at the same time",
                    "use JUnit 5.14 or newer, or leave it out");
        }
    }
}
