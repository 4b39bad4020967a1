package io.ksail.junit;

import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Where a cluster is declared: the annotation, the class that carries it, and the context whose end is the cluster's.
 *
 * @param annotation what is declared
 * @param testClass the class that carries the annotation, directly, inherited, or by a meta-annotation
 * @param owner the context of that class
 */
record Declaration(NestedCluster annotation, Class<?> testClass, ExtensionContext owner) {

    /**
     * The declaration that is valid for what a class declares (a field, a constructor, a method): that of the class
     * itself, else of the nearest class around it. A context may be that of a class nested deeper, whose own cluster is
     * none of an outer class's business.
     */
    static Optional<Declaration> validFor(Class<?> declaringClass, ExtensionContext context) {
        boolean reached = false;
        for (Optional<ExtensionContext> at = Optional.of(context);
                at.isPresent();
                at = at.get().getParent()) {
            ExtensionContext current = at.get();
            Optional<Class<?>> testClass = current.getTestClass();
            reached = reached
                    || testClass.filter(declaringClass::isAssignableFrom).isPresent();
            Optional<NestedCluster> annotation =
                    testClass.flatMap(type -> AnnotationSupport.findAnnotation(type, NestedCluster.class));
            if (reached && annotation.isPresent()) {
                return Optional.of(
                        new Declaration(annotation.get(), testClass.get(), outermost(current, testClass.get())));
            }
        }
        return Optional.empty();
    }

    /** Methods and invocations have contexts of their own below that of their class. */
    private static ExtensionContext outermost(ExtensionContext context, Class<?> testClass) {
        ExtensionContext outermost = context;
        for (Optional<ExtensionContext> at = context.getParent();
                at.isPresent();
                at = at.get().getParent()) {
            if (at.get().getTestClass().filter(testClass::equals).isPresent()) {
                outermost = at.get();
            }
        }
        return outermost;
    }
}
