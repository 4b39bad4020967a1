package io.ksail.junit;

import io.ksail.spec.InvalidSpecException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Which declared cluster a field or parameter means: the one place that decides it. */
final class ClusterResolver {

    private ClusterResolver() {}

    /**
     * The cluster that is meant: the one that {@link InCluster} names, in the class or around it; else the only one of
     * the nearest class that declares any.
     *
     * @throws InvalidSpecException if none is declared, none is called so, or several could be meant
     */
    static Declaration resolve(TestElement element, ExtensionContext context) {
        List<List<Declaration>> inSight = inSight(element, context);
        Optional<String> name = element.annotation(InCluster.class).map(InCluster::value);
        if (name.isPresent()) {
            return named(name.get(), inSight)
                    .orElseThrow(() -> element.cannotBeInjected(
                            "no cluster in its sight is called '%s'".formatted(name.get()),
                            "use one of: "
                                    + names(inSight.stream()
                                            .flatMap(List::stream)
                                            .toList())));
        }
        List<Declaration> nearest = inSight.get(0);
        if (nearest.size() > 1) {
            throw element.cannotBeInjected(
                    "%s declares several clusters, and none is named here"
                            .formatted(nearest.get(0).testClass().getName()),
                    "say which one with @InCluster: " + names(nearest));
        }
        return nearest.get(0);
    }

    /**
     * Any cluster on the host that is meant: several may be in sight as long as they are on one.
     *
     * @throws InvalidSpecException if they are on several, and none is named
     */
    static Declaration resolveOnHost(TestElement element, ExtensionContext context) {
        List<Declaration> nearest = inSight(element, context).get(0);
        boolean oneHost = nearest.stream()
                        .map(declaration -> Hosts.key(declaration.settings().host()))
                        .distinct()
                        .count()
                == 1;
        return oneHost && !element.has(InCluster.class) ? nearest.get(0) : resolve(element, context);
    }

    /** Every cluster that could be meant, nearest class first. */
    static List<List<Declaration>> inSight(TestElement element, ExtensionContext context) {
        List<List<Declaration>> inSight = Declarations.inSight(element.declaringClass(), context);
        if (inSight.isEmpty() && context.getTestClass().isPresent()) {
            // Lifecycle methods of an outer class run for the tests of a nested class that alone has a cluster.
            inSight = Declarations.inSight(context.getRequiredTestClass(), context);
        }
        if (inSight.isEmpty()) {
            throw new InvalidSpecException(
                    "No nested cluster is declared for %s"
                            .formatted(element.declaringClass().getName()),
                    "neither the class nor one around it has @NestedCluster",
                    "annotate the class");
        }
        return inSight;
    }

    private static Optional<Declaration> named(String name, List<List<Declaration>> inSight) {
        return inSight.stream()
                .flatMap(List::stream)
                .filter(declaration -> declaration.annotation().name().equals(name))
                .findFirst();
    }

    private static String names(List<Declaration> declarations) {
        return declarations.stream().map(Declaration::describe).collect(Collectors.joining(", "));
    }
}
