package io.ksail.junit;

import io.ksail.cluster.Cluster;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.jupiter.api.extension.TestWatcher;

/** Stateless: what it makes lives in JUnit's stores, which close it; see {@link TestClusters}. */
final class NestedClusterExtension
        implements BeforeAllCallback,
                BeforeClassTemplateInvocationCallback,
                TestInstancePostProcessor,
                BeforeEachCallback,
                ParameterResolver,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler,
                InvocationInterceptor,
                TestWatcher {

    /** A test's instance belongs to the test's context, and so to its combination of a matrix. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (!Matrix.isAround(context)) {
            begin(context);
        }
    }

    @Override
    public void beforeClassTemplateInvocation(ExtensionContext context) {
        if (Combination.around(context).isEmpty()) {
            // Somebody else's template, which has its cluster since beforeAll.
            return;
        }
        begin(context);
        context.getTestInstances()
                .ifPresent(instances -> FieldInjection.intoInstanceFields(
                        instances.getInnermostInstance(),
                        element -> !Values.isForOneTest(element, context),
                        element -> Values.of(element, context),
                        context));
    }

    private static void begin(ExtensionContext context) {
        ClusterCreations.beforeClass(context);
        FieldInjection.intoStaticFields(
                context.getRequiredTestClass(), element -> Values.of(element, context), context);
    }

    @Override
    public void postProcessTestInstance(Object testInstance, ExtensionContext context) {
        if (Matrix.isAround(context)) {
            // One instance for all tests, whose fields each combination sets anew.
            return;
        }
        FieldInjection.intoInstanceFields(
                testInstance,
                element -> !Values.isForOneTest(element, context),
                element -> Values.of(element, context));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        ClusterCreations.beforeTest(context);
        for (Object testInstance : context.getRequiredTestInstances().getAllInstances()) {
            FieldInjection.intoInstanceFields(
                    testInstance,
                    element -> Values.isForOneTest(element, context),
                    element -> Values.of(element, context),
                    context);
        }
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
        return Values.of(TestElement.of(parameter, context), context);
    }

    @Override
    public void testFailed(ExtensionContext context, @org.jspecify.annotations.Nullable Throwable cause) {
        // The test's own store is closed by now, and has seen the failure.
        context.getParent().ifPresent(TestClusters::tellFailure);
    }

    /** A dynamic test has no watcher. */
    @Override
    public void interceptDynamicTest(
            Invocation<Void> invocation, DynamicTestInvocationContext dynamic, ExtensionContext context)
            throws Throwable {
        try {
            invocation.proceed();
        } catch (Throwable failure) {
            TestClusters.tellFailure(context);
            throw failure;
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(failure, context);
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        TestClusters.tellFailure(context);
        throw failure;
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(failure, context);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(failure, context);
    }

    @Override
    public void handleAfterAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        TestClusters.tellFailure(context);
        throw failure;
    }

    /** A test whose cluster is gone sees a refused connection or a TLS error; what really happened is added to it. */
    private static Throwable explained(Throwable failure, ExtensionContext context) {
        TestClusters.inSight(context).stream()
                .map(Cluster::loss)
                .flatMap(Optional::stream)
                .forEach(failure::addSuppressed);
        return failure;
    }
}
