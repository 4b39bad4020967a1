package io.ksail.junit;

import io.ksail.KsailException;
import io.ksail.spec.ClusterName;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * The clusters that a test plan wants, in its order. Left out are those of classes and methods that may turn out to be
 * skipped, and those of whose name there can't be two at once. What is wrong with a declaration is told by its class.
 */
final class PlannedClusters {

    private static final String JUPITER = "junit-jupiter";

    private final TestPlan plan;
    private final TestRun run;
    private final List<Found> found = new ArrayList<>();
    private final Set<Object> shared = new HashSet<>();

    /**
     * What is declared around a node of the plan.
     *
     * @param node the class in the plan
     * @param testClass the class that carries the declarations
     * @param declared its declarations
     * @param combination the combination of a matrix
     */
    private record Around(
            String node, Class<?> testClass, List<NestedCluster> declared, Optional<Combination> combination) {

        static final Around NOTHING = new Around("", Object.class, List.of(), Optional.empty());

        Around at(String newNode) {
            return new Around(newNode, testClass, declared, combination);
        }

        Around in(Combination newCombination) {
            return new Around(node, testClass, declared, Optional.of(newCombination));
        }
    }

    /**
     * A cluster that is wanted.
     *
     * @param cluster the cluster
     * @param name of which there can't be two at once; empty where each is called something new
     */
    private record Found(LookAhead.Planned cluster, Optional<ClusterName> name) {}

    private PlannedClusters(TestPlan plan, TestRun run) {
        this.plan = plan;
        this.run = run;
    }

    static List<LookAhead.Planned> of(TestPlan plan, TestRun run) {
        PlannedClusters planned = new PlannedClusters(plan, run);
        plan.getRoots().forEach(root -> planned.visit(root, Around.NOTHING));
        return planned.withoutNamesakes();
    }

    private void visit(TestIdentifier node, Around around) {
        TestSource source = node.getSource().orElse(null);
        if (source instanceof ClassSource of && isOfJupiter(node)) {
            visit(node, of.getJavaClass(), around);
        } else if (source instanceof MethodSource of) {
            List<NestedCluster> ofEachTest = around.declared().stream()
                    .filter(declared -> declared.scope() == Scope.METHOD)
                    .toList();
            if (!ofEachTest.isEmpty() && !mayBeSkipped(of.getJavaMethod())) {
                ofEachTest.forEach(declared -> add(declared, around));
            }
        } else {
            plan.getChildren(node).forEach(child -> visit(child, around));
        }
    }

    private void visit(TestIdentifier node, Class<?> testClass, Around around) {
        if (mayBeSkipped(testClass)) {
            return;
        }
        try {
            List<NestedCluster> own = Declarations.declaredBy(testClass);
            Around here = own.isEmpty()
                    ? around.at(node.getUniqueId())
                    : new Around(node.getUniqueId(), testClass, own, around.combination());
            Optional<Matrix> matrix = Matrix.of(testClass);
            List<Around> runs = matrix.isEmpty()
                    ? List.of(here)
                    : matrix.get().combinations(settings(here)).stream()
                            .map(here::in)
                            .toList();
            runs.forEach(each -> {
                own.stream()
                        .filter(declared -> declared.scope() != Scope.METHOD)
                        .forEach(declared -> add(declared, each));
                plan.getChildren(node).forEach(child -> visit(child, each));
            });
        } catch (KsailException e) {
            // Its class tells it when it begins.
        }
    }

    private static boolean isOfJupiter(TestIdentifier node) {
        return node.getUniqueIdObject().getSegments().stream()
                .anyMatch(segment -> segment.getValue().equals(JUPITER));
    }

    /** Conditions are asked by JUnit only when it is their turn, and may depend on what has happened until then. */
    private static boolean mayBeSkipped(AnnotatedElement element) {
        return AnnotationSupport.isAnnotated(element, Disabled.class)
                || AnnotationSupport.isAnnotated(element, EnabledOnDistribution.class)
                || AnnotationSupport.isAnnotated(element, EnabledForKubernetes.class)
                || AnnotationSupport.findRepeatableAnnotations(element, ExtendWith.class).stream()
                        .flatMap(extensions -> Arrays.stream(extensions.value()))
                        .anyMatch(extension -> extension != ClusterConditions.class
                                && ExecutionCondition.class.isAssignableFrom(extension));
    }

    private List<Settings> settings(Around around) {
        return around.declared().stream()
                .map(declared -> settings(declared, around))
                .toList();
    }

    private Settings settings(NestedCluster declared, Around around) {
        Settings settings = new Settings(around.testClass(), declared, run.parameters(), System::getenv);
        return around.combination().map(settings::with).orElse(settings);
    }

    private void add(NestedCluster declared, Around around) {
        ClusterRequest request = new ClusterRequest(declared, around.testClass(), settings(declared, around), run);
        Object key = request.key();
        if (request.canBeAhead() && (!request.isShared() || shared.add(key))) {
            Optional<ClusterName> name = declared.scope() == Scope.METHOD
                    ? Optional.empty()
                    : request.settings().givenName();
            found.add(new Found(new LookAhead.Planned(around.node(), key, request), name));
        }
    }

    private List<LookAhead.Planned> withoutNamesakes() {
        Map<ClusterName, Long> times = found.stream()
                .flatMap(each -> each.name().stream())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return found.stream()
                .filter(each -> each.name().map(times::get).orElse(1L) == 1)
                .map(Found::cluster)
                .toList();
    }
}
