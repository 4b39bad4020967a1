package io.ksail.junit;

import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.spec.InvalidSpecException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/**
 * Stateless: a cluster lives in the store of the class that declares it, a host in that of the launcher session, and
 * the stores close them.
 */
final class NestedClusterExtension
        implements BeforeAllCallback,
                TestInstancePostProcessor,
                ParameterResolver,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {

    private static final Namespace NAMESPACE = Namespace.create(NestedClusterExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        Class<?> testClass = context.getRequiredTestClass();
        Cluster cluster = cluster(testClass, context);
        FieldInjection.intoStaticFields(testClass, () -> cluster);
    }

    @Override
    public void postProcessTestInstance(Object testInstance, ExtensionContext context) {
        FieldInjection.intoInstanceFields(testInstance, () -> cluster(testInstance.getClass(), context));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return parameter.isAnnotated(Kubeconfig.class) || Injection.isOurs(type) || Injection.isClientType(type);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Executable executable = parameter.getDeclaringExecutable();
        String element = "Parameter '%s' of %s.%s"
                .formatted(
                        parameter.getParameter().getName(),
                        executable.getDeclaringClass().getName(),
                        executable instanceof Constructor ? "<init>" : executable.getName());
        return Injection.value(
                element,
                parameter.getParameter().getType(),
                parameter.isAnnotated(Kubeconfig.class),
                cluster(executable.getDeclaringClass(), context));
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(failure, context);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(failure, context);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(failure, context);
    }

    /** A test whose cluster is gone sees a refused connection or a TLS error; what really happened is added to it. */
    private static Throwable explained(Throwable failure, ExtensionContext context) {
        Declaration.validFor(context.getRequiredTestClass(), context)
                .map(declaration -> declaration.owner().getStore(NAMESPACE).get(declaration.testClass(), Stored.class))
                .map(stored -> (Cluster) stored.value())
                .flatMap(Cluster::loss)
                .ifPresent(failure::addSuppressed);
        return failure;
    }

    private static Cluster cluster(Class<?> declaringClass, ExtensionContext context) {
        Declaration declaration = Declaration.validFor(declaringClass, context)
                .or(() -> Declaration.validFor(context.getRequiredTestClass(), context))
                .orElseThrow(() -> new InvalidSpecException(
                        "No nested cluster is declared for %s".formatted(declaringClass.getName()),
                        "neither the class nor one around it has @NestedCluster",
                        "annotate the class"));
        Settings settings = new Settings(
                declaration.testClass(), declaration.annotation(), context::getConfigurationParameter, System::getenv);
        return (Cluster) declaration
                .owner()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        // A store looks into those around it too: the class tells one cluster from another.
                        declaration.testClass(),
                        testClass -> {
                            Cluster cluster =
                                    Clusters.on(host(context, settings.host())).create(settings.cluster());
                            return new Stored<>(cluster, cluster::close);
                        },
                        Stored.class)
                .value();
    }

    /** One host for all classes of a test run that ask for the same one, in whatever words. */
    private static Host host(ExtensionContext context, HostRequest request) {
        Object sameHost = request.decided() == HostKind.EMBEDDED ? HostKind.EMBEDDED : request;
        return (Host) context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .getOrComputeIfAbsent(
                        sameHost,
                        key -> {
                            Host host = Host.find(request);
                            return new Stored<>(host, host::close);
                        },
                        Stored.class)
                .value();
    }
}
