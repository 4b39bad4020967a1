package io.ksail.junit;

import io.ksail.spec.InvalidSpecException;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Finds the clusters that are declared for a test class and for the classes around it. */
final class Declarations {

    private Declarations() {}

    /**
     * The declarations in sight of what a class declares (a field, a constructor, a method): those of the class itself,
     * then those of the classes around it, nearest first; never an empty group. A context may be that of a class nested
     * deeper, whose own clusters are none of an outer class's business.
     */
    static List<List<Declaration>> inSight(Class<?> declaringClass, ExtensionContext context) {
        List<List<Declaration>> groups = new ArrayList<>();
        Class<?> last = null;
        boolean reached = false;
        for (ExtensionContext at : withParents(context).toList()) {
            Class<?> testClass = at.getTestClass().orElse(null);
            reached = reached || (testClass != null && declaringClass.isAssignableFrom(testClass));
            if (reached && testClass != null && testClass != last) {
                last = testClass;
                List<NestedCluster> declared = declaredBy(testClass);
                if (!declared.isEmpty()) {
                    ExtensionContext owner = outermost(at, testClass);
                    Class<?> carrier = testClass;
                    groups.add(declared.stream()
                            .map(annotation -> new Declaration(annotation, carrier, owner))
                            .toList());
                }
            }
        }
        return groups;
    }

    /** Those of the class of a context, or of the nearest class around it; empty when there are none. */
    static List<Declaration> nearest(ExtensionContext context) {
        return inSight(context.getRequiredTestClass(), context).stream()
                .findFirst()
                .orElse(List.of());
    }

    /** The annotations of a class; those of a superclass only where it has none of its own. */
    static List<NestedCluster> declaredBy(Class<?> testClass) {
        List<NestedCluster> declared = nearest(testClass, new HashSet<>());
        requireNames(testClass, declared);
        return declared;
    }

    /** By hand: JUnit takes equal annotations for one, and so would not see that somebody asks for two. */
    private static List<NestedCluster> nearest(Class<?> testClass, Set<Object> seen) {
        List<NestedCluster> own = new ArrayList<>(on(testClass, seen));
        Arrays.stream(testClass.getInterfaces()).filter(seen::add).forEach(each -> own.addAll(nearest(each, seen)));
        Class<?> parent = testClass.getSuperclass();
        return own.isEmpty() && parent != null ? nearest(parent, seen) : own;
    }

    /** Those that stand there, and on annotations of the user's own. */
    private static List<NestedCluster> on(AnnotatedElement element, Set<Object> seen) {
        return Arrays.stream(element.getDeclaredAnnotations())
                .flatMap(annotation -> {
                    if (annotation instanceof NestedCluster one) {
                        return Stream.of(one);
                    }
                    if (annotation instanceof NestedClusters several) {
                        return Arrays.stream(several.value());
                    }
                    boolean anothersOwn = !annotation.annotationType().getName().startsWith("java.");
                    return anothersOwn && seen.add(annotation)
                            ? on(annotation.annotationType(), seen).stream()
                            : Stream.of();
                })
                .toList();
    }

    private static void requireNames(Class<?> testClass, List<NestedCluster> declared) {
        long names = declared.stream()
                .map(each -> each.name().strip())
                .filter(name -> !name.isEmpty())
                .distinct()
                .count();
        if (declared.size() > 1 && names < declared.size()) {
            throw new InvalidSpecException(
                    "The clusters of %s are ambiguous".formatted(testClass.getName()),
                    "it declares %d: %s"
                            .formatted(
                                    declared.size(),
                                    declared.stream()
                                            .map(each -> each.name().isBlank() ? "(no name)" : each.name())
                                            .collect(Collectors.joining(", "))),
                    "give each @NestedCluster a name of its own");
        }
    }

    /** A context and those around it, from the inside. */
    static Stream<ExtensionContext> withParents(ExtensionContext context) {
        return Stream.iterate(Optional.of(context), Optional::isPresent, at -> at.flatMap(ExtensionContext::getParent))
                .map(Optional::get);
    }

    /**
     * Methods and invocations have contexts of their own below that of their class. In a matrix, the class has one for each
     * combination.
     */
    private static ExtensionContext outermost(ExtensionContext context, Class<?> testClass) {
        Optional<Combination> combination = Combination.find(context);
        return withParents(context)
                .filter(at -> Combination.find(at).equals(combination))
                .filter(at -> at.getTestClass().filter(testClass::equals).isPresent())
                .reduce((inner, outer) -> outer)
                .orElse(context);
    }
}
