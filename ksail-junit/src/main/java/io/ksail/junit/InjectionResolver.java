package io.ksail.junit;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What an element gets: from which cluster, and which of its namespaces. */
final class InjectionResolver {

    private InjectionResolver() {}

    static Object resolve(TestElement element, ExtensionContext context) {
        if (element.has(HostCluster.class)) {
            requireNothingNested(element);
            return Injection.valueOfHost(
                    element, Hosts.client(ClusterResolver.resolveOnHost(element, context), context));
        }
        Declaration declaration = ClusterResolver.resolve(element, context);
        requireThere(element, declaration);
        if (element.has(TestNamespace.class)) {
            return TestNamespaces.of(element, declaration, context);
        }
        return Injection.value(
                element, TestClusters.of(declaration, context), TestNamespaces.beside(element, declaration, context));
    }

    /** What a value would be of, which is known before there is one; refuses what is not available. */
    static FieldClaims.Source source(TestElement element, ExtensionContext context) {
        if (element.has(HostCluster.class)) {
            requireNothingNested(element);
            Declaration declaration = ClusterResolver.resolveOnHost(element, context);
            return new FieldClaims.Source(Hosts.key(declaration.settings().host()), Optional.empty());
        }
        Declaration declaration = ClusterResolver.resolve(element, context);
        requireThere(element, declaration);
        return new FieldClaims.Source(
                TestClusters.lazy(declaration, context), TestNamespaces.keyFor(element, declaration, context));
    }

    /** Whether an instance field is another one's for each test, although the instance may be the same. */
    static boolean isPerTest(TestElement element, ExtensionContext context) {
        if (element.has(HostCluster.class)) {
            return false;
        }
        Declaration declaration = ClusterResolver.resolve(element, context);
        return declaration.annotation().scope() == Scope.METHOD
                || element.has(TestNamespace.class)
                || TestNamespaces.perTestBeside(element, declaration, context).orElse(false);
    }

    private static void requireNothingNested(TestElement element) {
        Stream.of(TestNamespace.class, Kubeconfig.class, AsUser.class, AsServiceAccount.class)
                .filter(element::has)
                .findFirst()
                .ifPresent(nested -> {
                    throw element.cannotBeInjected(
                            "it has @HostCluster, and @%s is about a nested cluster".formatted(nested.getSimpleName()),
                            "leave one of them out");
                });
    }

    private static void requireThere(TestElement element, Declaration declaration) {
        if (Matrix.isOutsideInvocations(declaration.testClass(), declaration.owner())) {
            throw element.cannotBeInjected(
                    "%s runs once for each combination of its matrix, and JUnit calls this once, around all of them"
                            .formatted(declaration.testClass().getName()),
                    "ask for it in a field, in @BeforeEach or in the test");
        }
        if (declaration.annotation().scope() == Scope.METHOD && !element.place().isPerTest()) {
            throw element.cannotBeInjected(
                    "the cluster of %s is made anew for each test method, and there is none at that point"
                            .formatted(declaration.testClass().getName()),
                    "ask for it in an instance field, in @BeforeEach or in the test; or leave scope = METHOD out");
        }
    }
}
