package io.ksail.junit;

import io.ksail.internal.distribution.Distribution;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.KubernetesVersion;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What a class is run with, one after the other.
 *
 * @param testClass the class
 * @param annotation what it says
 */
record Matrix(Class<?> testClass, NestedClusterMatrix annotation) {

    static Optional<Matrix> of(Class<?> testClass) {
        return AnnotationSupport.findAnnotation(testClass, NestedClusterMatrix.class)
                .map(annotation -> new Matrix(testClass, annotation));
    }

    /** Whether a context is around the runs of its class, where no combination is known, and there is no cluster yet. */
    static boolean isOutsideInvocations(ExtensionContext context) {
        return context.getTestClass()
                .filter(testClass -> isOutsideInvocations(testClass, context))
                .isPresent();
    }

    static boolean isOutsideInvocations(Class<?> testClass, ExtensionContext context) {
        return of(testClass).isPresent()
                && Combination.find(context)
                        .filter(combination -> combination.testClass() == testClass)
                        .isEmpty();
    }

    /**
     * Every combination, in the order in which they are named; refuses what can't be run before anything is.
     *
     * @param declared what the clusters are like but for what the matrix says of them
     */
    List<Combination> combinations(List<Settings> declared) {
        requireRunnable(Declarations.declaredBy(testClass));
        List<ClusterSpec> specifications =
                declared.stream().map(Settings::cluster).toList();
        specifications.forEach(this::requireNoImage);
        requireKnown(specifications);
        String otherwise = distribution(specifications);
        return options(annotation.distributions())
                .flatMap(distribution -> options(annotation.kubernetesVersions())
                        .map(version -> new Combination(testClass, distribution, version, otherwise)))
                .toList();
    }

    private void requireRunnable(List<NestedCluster> declared) {
        if (declared.isEmpty()) {
            throw new InvalidSpecException(
                    "No nested cluster is declared for %s".formatted(testClass.getName()),
                    "the class has @NestedClusterMatrix, but not @NestedCluster",
                    "annotate the class");
        }
        if (annotation.kubernetesVersions().length == 0 && annotation.distributions().length == 0) {
            throw unusable("it names neither versions nor distributions", "name what to run with");
        }
        Set<String> seen = new HashSet<>();
        for (String distribution : annotation.distributions()) {
            Distribution.of(distribution);
            if (!seen.add(distribution)) {
                throw twice(distribution);
            }
        }
        for (String version : annotation.kubernetesVersions()) {
            if (!seen.add(parsed(version).tag())) {
                throw twice("Kubernetes " + version);
            }
        }
        declared.forEach(this::requireOpen);
    }

    private KubernetesVersion parsed(String version) {
        try {
            return new KubernetesVersion(version.strip());
        } catch (InvalidSpecException e) {
            throw unusable(
                    "'%s' is neither MAJOR.MINOR nor MAJOR.MINOR.PATCH, the latter with or without a vendor's suffix"
                            .formatted(version),
                    "write it like 1.36, 1.36.4 or v1.36.4+k3s1");
        }
    }

    /** One that can't be made would be noticed only when its turn comes. */
    private void requireKnown(List<ClusterSpec> specifications) {
        Stream<String> distributions = annotation.distributions().length > 0
                ? Arrays.stream(annotation.distributions())
                : specifications.stream().map(ClusterSpec::distribution).distinct();
        List<KubernetesVersion> versions =
                Arrays.stream(annotation.kubernetesVersions()).map(this::parsed).toList();
        distributions.map(Distribution::of).forEach(distribution -> versions.forEach(distribution::requireKnown));
    }

    /** What the matrix says must not be said by the declaration too: one of them would have no effect. */
    void requireOpen(NestedCluster declared) {
        boolean versions = annotation.kubernetesVersions().length > 0;
        if (versions && !declared.kubernetesVersion().isBlank()) {
            throw fixed("kubernetesVersion = \"%s\"".formatted(declared.kubernetesVersion()), "add it to the matrix");
        }
        if (annotation.distributions().length > 0 && declared.distribution().length > 0) {
            throw fixed("distribution = " + declared.distribution()[0], "add it to the matrix");
        }
        if (!declared.nodeImage().isBlank()) {
            throw fixed("nodeImage = \"%s\"".formatted(declared.nodeImage()), "declare a class for that image");
        }
        if (declared.scope() == Scope.SUITE && !declared.name().isBlank()) {
            throw unusable(
                    "@NestedCluster has the name '%s' and scope SUITE, and each combination is another cluster"
                            .formatted(declared.name()),
                    "leave the name or the scope out");
        }
    }

    /** Combinations that run at the same time would set one static field, or one of their one instance, to several things. */
    void requireNothingShared(ExtensionContext invocation) {
        if (!PerClassInstance.isParallel(invocation) || invocation.getExecutionMode() != ExecutionMode.CONCURRENT) {
            return;
        }
        FieldInjection.wanted(testClass, true).stream().findFirst().ifPresent(field -> {
            throw unusable(
                    "combinations may run at the same time, and share the static field '%s'".formatted(field.getName()),
                    "make it an instance field, or annotate the class with @Execution(ExecutionMode.SAME_THREAD)");
        });
        if (PerClassInstance.isPerClass(invocation)) {
            FieldInjection.wanted(testClass, false).stream().findFirst().ifPresent(field -> {
                throw unusable(
                        "combinations may run at the same time, and share one instance with the field '%s'"
                                .formatted(field.getName()),
                        "leave @TestInstance(PER_CLASS) out, or annotate the class with"
                                + " @Execution(ExecutionMode.SAME_THREAD)");
            });
        }
    }

    private InvalidSpecException fixed(String attribute, String otherwise) {
        return unusable(
                "@NestedCluster has " + attribute + ", which is the same for all combinations",
                "leave the attribute out, or the matrix; or " + otherwise);
    }

    private InvalidSpecException twice(String what) {
        return unusable("it has %s twice".formatted(what), "name each one once");
    }

    private InvalidSpecException unusable(String seen, String remedy) {
        return new InvalidSpecException("The matrix of %s can't be used".formatted(testClass.getName()), seen, remedy);
    }

    private void requireNoImage(ClusterSpec spec) {
        spec.nodeImage().ifPresent(image -> {
            throw unusable(
                    "the nodes run the image '%s' in all combinations".formatted(image),
                    "leave the parameter ksail.nodeImage and the nodeImage of the ksail.yaml out");
        });
    }

    /** How to call what the matrix leaves open: the one distribution of all clusters, or what they have in common. */
    private static String distribution(List<ClusterSpec> specifications) {
        List<String> names = specifications.stream()
                .map(ClusterSpec::distribution)
                .distinct()
                .toList();
        return names.size() == 1 ? names.get(0) : "Kubernetes";
    }

    private static <T> Stream<Optional<T>> options(T[] values) {
        return values.length == 0
                ? Stream.of(Optional.empty())
                : Arrays.stream(values).map(Optional::of);
    }
}
