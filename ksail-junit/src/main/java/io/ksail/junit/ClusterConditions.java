package io.ksail.junit;

import io.ksail.cluster.Cluster;
import io.ksail.host.HostUnavailableException;
import io.ksail.internal.distribution.Distribution;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.InvalidSpecException;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstances;
import org.junit.platform.commons.support.AnnotationSupport;

/** Whether a class or method runs, by the clusters that are declared for it; why not is in the report. */
final class ClusterConditions implements ExecutionCondition, BeforeClassTemplateInvocationCallback {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<Declaration> declarations = context.getTestClass().isPresent() ? Declarations.nearest(context) : List.of();
        ConflictingExtensions.refuse(context, declarations);
        OperatorExtensions.refuse(
                context,
                declarations,
                context.getTestInstances().map(TestInstances::getAllInstances).orElse(List.of()));
        return disabledBecause(context.getElement(), context, declarations)
                .map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("nothing that is declared speaks against it"));
    }

    /** JUnit asks for conditions before it knows the combinations of a matrix; this is the next chance. */
    @Override
    public void beforeClassTemplateInvocation(ExtensionContext context) {
        if (Combination.find(context).isPresent()) {
            disabledBecause(context.getTestClass(), context, Declarations.nearest(context))
                    .ifPresent(Assumptions::abort);
        }
    }

    private static Optional<String> disabledBecause(
            Optional<? extends AnnotatedElement> element, ExtensionContext context, List<Declaration> declarations) {
        Optional<EnabledOnDistribution> distributions =
                AnnotationSupport.findAnnotation(element, EnabledOnDistribution.class);
        Optional<EnabledForKubernetes> versions = AnnotationSupport.findAnnotation(element, EnabledForKubernetes.class);
        boolean onlyIfAvailable = AnnotationSupport.isAnnotated(element, EnabledIfHostAvailable.class);
        if (declarations.isEmpty() && (distributions.isPresent() || versions.isPresent() || onlyIfAvailable)) {
            throw new InvalidSpecException(
                    "No nested cluster is declared for %s"
                            .formatted(context.getRequiredTestClass().getName()),
                    "neither the class nor one around it has @NestedCluster, and a condition asks for one",
                    "annotate the class");
        }
        if (Matrix.isOutsideInvocations(context)) {
            return first(
                    declarations, each -> onlyIfAvailable || skips(each) ? noHost(each, context) : Optional.empty());
        }
        // What costs nothing comes first: a host is started only for what would run on it.
        return first(declarations, each -> distributions.flatMap(wanted -> otherDistribution(each, wanted)))
                .or(() -> first(
                        declarations,
                        each -> onlyIfAvailable || skips(each) ? noHost(each, context) : Optional.empty()))
                .or(() -> first(declarations, each -> versions.flatMap(wanted -> otherVersion(each, context, wanted))));
    }

    private static Optional<String> first(
            List<Declaration> declarations, Function<Declaration, Optional<String>> reason) {
        return declarations.stream().map(reason).flatMap(Optional::stream).findFirst();
    }

    private static boolean skips(Declaration declaration) {
        return declaration.annotation().whenUnavailable() == WhenUnavailable.SKIP;
    }

    private static Optional<String> noHost(Declaration declaration, ExtensionContext context) {
        try {
            Hosts.of(declaration, context);
            return Optional.empty();
        } catch (HostUnavailableException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> otherDistribution(Declaration declaration, EnabledOnDistribution wanted) {
        Arrays.stream(wanted.value()).forEach(Distribution::of);
        String declared = declaration.settings().cluster().distribution();
        return Arrays.asList(wanted.value()).contains(declared)
                ? Optional.empty()
                : Optional.of("the cluster is of distribution %s, and this is for %s"
                        .formatted(declared, Arrays.toString(wanted.value())));
    }

    private static Optional<String> otherVersion(
            Declaration declaration, ExtensionContext context, EnabledForKubernetes wanted) {
        VersionRange range = VersionRange.parse(wanted.value());
        String version = version(declaration, context);
        return range.contains(version)
                ? Optional.empty()
                : Optional.of("the cluster has Kubernetes %s, and this is for %s".formatted(version, wanted.value()));
    }

    /** That of the cluster if it is there, else what its image says; a cluster is made only where the image does not. */
    private static String version(Declaration declaration, ExtensionContext context) {
        ClusterSpec spec = declaration.settings().cluster();
        String image = Distribution.of(spec.distribution()).nodeImage(spec);
        return TestClusters.ifCreated(declaration, context)
                .map(Cluster::kubernetesVersion)
                .flatMap(VersionRange::versionIn)
                .or(() -> VersionRange.versionIn(image.substring(image.lastIndexOf(':') + 1)))
                .or(() -> VersionRange.versionIn(
                        TestClusters.of(declaration, context).kubernetesVersion()))
                .orElseThrow();
    }

    /**
     * A range of versions as Maven writes it, with one lower and one upper end.
     *
     * @param lower the lowest version, or one below it; empty for no limit
     * @param lowerIncluded whether it belongs to the range
     * @param upper the highest version, or one above it; empty for no limit
     * @param upperIncluded whether it belongs to the range
     */
    record VersionRange(Optional<int[]> lower, boolean lowerIncluded, Optional<int[]> upper, boolean upperIncluded) {

        private static final String VERSION = "\\s*v?(\\d{1,6}(?:\\.\\d{1,6}){0,2})?\\s*";
        private static final Pattern RANGE =
                Pattern.compile("\\s*([\\[(])" + VERSION + "(,)?" + VERSION + "([\\])])\\s*");
        private static final Pattern NUMBERS = Pattern.compile("v?(\\d{1,6}\\.\\d{1,6}\\.\\d{1,6})(?!\\d).*");
        private static final int PARTS = 3;

        static VersionRange parse(String text) {
            Matcher range = RANGE.matcher(text);
            boolean exact = range.matches() && range.group(3) == null;
            boolean empty = !range.matches() || range.group(2) == null && range.group(4) == null;
            if (empty || exact && !text.strip().matches("\\[.*]")) {
                throw new InvalidSpecException(
                        "The range of versions '%s' can't be used".formatted(text),
                        "it is not a range of versions",
                        "write it like [1.33,), [1.33,1.35), (,1.34] or [1.34.4]");
            }
            Optional<int[]> lower = Optional.ofNullable(range.group(2)).map(VersionRange::numbers);
            return new VersionRange(
                    lower,
                    range.group(1).equals("["),
                    exact ? lower : Optional.ofNullable(range.group(4)).map(VersionRange::numbers),
                    range.group(5).equals("]"));
        }

        /** The version that a text begins with, such as {@code v1.34.4+k3s1}; empty where it begins with none. */
        static Optional<String> versionIn(String text) {
            Matcher version = NUMBERS.matcher(text);
            return version.matches() ? Optional.of(version.group(1)) : Optional.empty();
        }

        boolean contains(String version) {
            int[] numbers = numbers(version);
            boolean above = lower.map(end -> Arrays.compare(numbers, end))
                    .map(order -> order > 0 || order == 0 && lowerIncluded)
                    .orElse(true);
            boolean below = upper.map(end -> Arrays.compare(numbers, end))
                    .map(order -> order < 0 || order == 0 && upperIncluded)
                    .orElse(true);
            return above && below;
        }

        /** What is not given counts as zero. */
        private static int[] numbers(String version) {
            int[] given = Arrays.stream(version.split("\\."))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            return Arrays.copyOf(given, PARTS);
        }
    }
}
