package io.ksail.junit;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Lets classes that share a cluster run at the same time, unless one of them wants it for itself. */
final class ClusterLocks implements ResourceLocksProvider {

    @Override
    public Set<Lock> provideForClass(Class<?> testClass) {
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
}
