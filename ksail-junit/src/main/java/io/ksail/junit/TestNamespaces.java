package io.ksail.junit;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import io.ksail.internal.LentClient;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Which namespace of a test or class is meant where, and the namespaces themselves, in JUnit's store. */
final class TestNamespaces {

    /** One for each test or class, and cluster. */
    private record Key(Declaration.Key cluster, Object whose) {}

    private TestNamespaces() {}

    /** The name that an element marked with {@link TestNamespace} gets. */
    static String of(TestElement element, Declaration declaration, ExtensionContext context) {
        if (element.type() != String.class) {
            throw Injection.unsupported(element, "@TestNamespace goes with String");
        }
        if (element.place() == TestElement.Place.CONSTRUCTOR) {
            throw element.cannotBeInjected(
                    "a constructor runs for no test in particular, so there is no namespace of a test",
                    "ask for it in an instance field, in @BeforeEach or in the test; or in a static field for the class");
        }
        return name(element.place().isPerTest(), element, declaration, context);
    }

    /** Tells the namespace that an element gets, or that is beside it, from all others; empty when there is none. */
    static Optional<Object> keyFor(TestElement element, Declaration declaration, ExtensionContext context) {
        Optional<Boolean> perTest = element.has(TestNamespace.class)
                ? Optional.of(element.place().isPerTest())
                : perTestBeside(element, declaration, context);
        return perTest.map(one -> key(one, home(one, element, context), declaration));
    }

    /** The namespace that a client injected there uses by default, if there is one beside it. */
    static Optional<String> beside(TestElement element, Declaration declaration, ExtensionContext context) {
        return perTestBeside(element, declaration, context)
                .map(perTest -> name(perTest, element, declaration, context));
    }

    /** Whether what is beside an element is the namespace of one test; empty when there is none. */
    static Optional<Boolean> perTestBeside(TestElement element, Declaration declaration, ExtensionContext context) {
        boolean sameMethod = element.neighbours().anyMatch(other -> isOf(declaration, other, context));
        if (sameMethod) {
            return Optional.of(element.place().isPerTest());
        }
        if (element.place().isPerTest() && hasField(element, TestElement.Place.INSTANCE_FIELD, declaration, context)) {
            return Optional.of(true);
        }
        return hasField(element, TestElement.Place.STATIC_FIELD, declaration, context)
                ? Optional.of(false)
                : Optional.empty();
    }

    private static boolean hasField(
            TestElement element, TestElement.Place place, Declaration declaration, ExtensionContext context) {
        return fields(classOf(element, context))
                .filter(field -> field.place() == place)
                .anyMatch(field -> isOf(declaration, field, context));
    }

    private static Stream<TestElement> fields(Class<?> testClass) {
        return FieldInjection.fields(testClass, field -> true).stream().map(TestElement::of);
    }

    private static boolean isOf(Declaration declaration, TestElement element, ExtensionContext context) {
        return element.has(TestNamespace.class)
                && ClusterResolver.resolve(element, context).key().equals(declaration.key());
    }

    /** A field may be a superclass's, and its namespace that of a subclass. */
    private static Class<?> classOf(TestElement element, ExtensionContext context) {
        return classContext(element.declaringClass(), context)
                .map(ExtensionContext::getRequiredTestClass)
                .orElse(element.declaringClass());
    }

    private static Optional<ExtensionContext> classContext(Class<?> type, ExtensionContext context) {
        return Declarations.withParents(context)
                .filter(at -> at.getTestMethod().isEmpty())
                .filter(at -> at.getTestClass().filter(type::isAssignableFrom).isPresent())
                .findFirst();
    }

    private static String name(
            boolean perTest, TestElement element, Declaration declaration, ExtensionContext context) {
        ExtensionContext home = home(perTest, element, context);
        Key key = key(perTest, home, declaration);
        Cluster cluster = TestClusters.of(declaration, context);
        return (String) home.getStore(Stored.NAMESPACE)
                .getOrComputeIfAbsent(
                        key,
                        ignored -> {
                            KubernetesClient client = LentClient.ownersOf(cluster.client());
                            FreshNamespace namespace = FreshNamespace.create(client, home);
                            boolean mayBeKept = declaration.settings().keep() != Keep.NEVER;
                            return new Stored<>(namespace.name(), () -> {
                                if (!mayBeKept || home.getExecutionException().isEmpty()) {
                                    namespace.delete();
                                }
                            });
                        },
                        Stored.class)
                .value();
    }

    /** The context whose end is the namespace's. */
    private static ExtensionContext home(boolean perTest, TestElement element, ExtensionContext context) {
        return perTest
                ? context
                : classContext(element.declaringClass(), context).orElse(context);
    }

    private static Key key(boolean perTest, ExtensionContext home, Declaration declaration) {
        return new Key(declaration.key(), perTest ? home.getUniqueId() : home.getRequiredTestClass());
    }
}
