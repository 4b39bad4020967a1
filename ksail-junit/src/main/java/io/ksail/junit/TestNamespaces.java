package io.ksail.junit;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.cluster.Cluster;
import io.ksail.internal.Causes;
import io.ksail.internal.Durations;
import io.ksail.internal.LentClient;
import io.ksail.internal.Redaction;
import io.ksail.spec.ClusterName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
        return (String) home.getStore(StoredResource.NAMESPACE)
                .getOrComputeIfAbsent(
                        key,
                        ignored -> {
                            KubernetesClient client = LentClient.ownersOf(cluster.client());
                            FreshNamespace namespace = FreshNamespace.create(client, home);
                            boolean mayBeKept = declaration.settings().keep() != Keep.NEVER;
                            return new StoredResource<>(namespace.name(), () -> {
                                if (!mayBeKept || home.getExecutionException().isEmpty()) {
                                    namespace.delete();
                                }
                            });
                        },
                        StoredResource.class)
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

    /** A namespace of one test or class in a nested cluster. */
    private static final class FreshNamespace {

        private static final Logger LOG = LoggerFactory.getLogger(TestNamespaces.class);
        private static final Duration PATIENCE = Duration.ofSeconds(30);

        private final KubernetesClient client;
        private final String name;

        private FreshNamespace(KubernetesClient client, String name) {
            this.client = client;
            this.name = name;
        }

        /** Creates it, and waits until pods are accepted in it. */
        static FreshNamespace create(KubernetesClient client, ExtensionContext whose) {
            String name = ClusterName.generatedFor(whose.getRequiredTestClass()).value();
            FreshNamespace namespace = new FreshNamespace(client, name);
            try {
                client.resource(new NamespaceBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .addToAnnotations(
                                        "ksail.io/requested-by",
                                        whose.getRequiredTestClass().getName()
                                                + whose.getTestMethod()
                                                        .map(method -> "#" + method.getName())
                                                        .orElse(""))
                                .endMetadata()
                                .build())
                        .create();
                namespace.awaitServiceAccount();
                return namespace;
            } catch (KubernetesClientException | ExecutionException e) {
                throw namespace.failure(Causes.message(e), "look at what the nested cluster says", e);
            } catch (TimeoutException e) {
                namespace.delete();
                throw namespace.failure(
                        "its ServiceAccount 'default' was not there within " + Durations.readable(PATIENCE),
                        "look at the nested cluster's controller manager",
                        e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                namespace.delete();
                throw namespace.failure("the thread was interrupted", "give the test more time", e);
            }
        }

        /** Until it is there, pods are refused. */
        private void awaitServiceAccount() throws ExecutionException, TimeoutException, InterruptedException {
            CompletableFuture<List<ServiceAccount>> there = client.serviceAccounts()
                    .inNamespace(name)
                    .withName("default")
                    .informOnCondition(accounts -> !accounts.isEmpty());
            try {
                there.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                there.cancel(true);
            }
        }

        String name() {
            return name;
        }

        /** Asks for it, and does not wait. A test does not fail because its cluster is gone by now. */
        void delete() {
            boolean interrupted = Thread.interrupted();
            try {
                client.namespaces().withName(name).delete();
            } catch (RuntimeException e) {
                LOG.debug("namespace {} was not deleted", name, Redaction.scrubbed(e));
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private KsailException failure(String seen, String remedy, @Nullable Throwable cause) {
            return new KsailException(
                    "The test's namespace %s is not available in the nested cluster".formatted(name),
                    seen,
                    remedy,
                    cause);
        }
    }
}
