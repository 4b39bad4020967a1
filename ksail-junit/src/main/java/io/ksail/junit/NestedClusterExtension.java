package io.ksail.junit;

import io.ksail.cluster.Cluster;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
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

    @Override
    public void beforeAll(ExtensionContext context) {
        Declarations.nearest(context).forEach(declaration -> TestClusters.of(declaration, context));
        FieldInjection.intoStaticFields(context.getRequiredTestClass(), element -> value(element, context));
    }

    @Override
    public void postProcessTestInstance(Object testInstance, ExtensionContext context) {
        FieldInjection.intoInstanceFields(testInstance, element -> true, element -> value(element, context));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        TestElement element = TestElement.of(parameter, context);
        return Injection.isMarked(element)
                || Injection.isOurs(element.type())
                || Injection.isClientType(element.type());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return value(TestElement.of(parameter, context), context);
    }

    private static Object value(TestElement element, ExtensionContext context) {
        return Injection.value(element, TestClusters.of(ClusterOf.meantBy(element, context), context));
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
        Declarations.inSight(context.getRequiredTestClass(), context).stream()
                .flatMap(List::stream)
                .map(TestClusters::ifThere)
                .flatMap(Optional::stream)
                .map(Cluster::loss)
                .flatMap(Optional::stream)
                .forEach(failure::addSuppressed);
        return failure;
    }
}
