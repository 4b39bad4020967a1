package io.ksail.junit;

import io.ksail.cluster.Cluster;
import java.util.List;
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
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.jupiter.api.extension.TestWatcher;

/** Stateless: what it makes lives in JUnit's stores, which close it; see {@link TestClusters}. */
final class NestedClusterExtension
        implements BeforeAllCallback,
                BeforeClassTemplateInvocationCallback,
                TestInstancePreConstructCallback,
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

    /** An instance for all tests is made, and gets its cluster, before {@code beforeAll}. */
    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            PerClassInstance.requireNoFieldRaces(context);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (!Matrix.isOutsideInvocations(context)) {
            begin(context);
        }
    }

    @Override
    public void beforeClassTemplateInvocation(ExtensionContext context) {
        if (Combination.find(context).isEmpty()) {
            // Somebody else's template, which has its cluster since beforeAll.
            return;
        }
        begin(context);
        context.getTestInstances().ifPresent(instances -> FieldInjection.claimInstanceFields(
                        instances.getInnermostInstance(),
                        element -> !InjectionResolver.isPerTest(element, context),
                        context)
                .fill(element -> InjectionResolver.of(element, context)));
    }

    /** What can't be is refused before anything is created, and after others may have ended. */
    private static void begin(ExtensionContext context) {
        PerClassInstance.requireNoFieldRaces(context);
        TestClusters.admitClass(context);
        FieldInjection.Claims fields = FieldInjection.claimStaticFields(context.getRequiredTestClass(), context);
        TestClusters.beforeClass(context);
        fields.fill(element -> InjectionResolver.of(element, context));
    }

    @Override
    public void postProcessTestInstance(Object testInstance, ExtensionContext context) {
        if (Matrix.isOutsideInvocations(context)) {
            // One instance for all tests, whose fields each combination sets anew.
            return;
        }
        FieldInjection.injectInstanceFields(
                testInstance,
                element -> !InjectionResolver.isPerTest(element, context),
                element -> InjectionResolver.of(element, context));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        TestClusters.admitTest(context);
        List<Object> testInstances = context.getRequiredTestInstances().getAllInstances();
        List<FieldInjection.Claims> fields = testInstances.stream()
                .map(testInstance -> FieldInjection.claimInstanceFields(
                        testInstance, element -> InjectionResolver.isPerTest(element, context), context))
                .toList();
        TestClusters.beforeTest(context);
        fields.forEach(taken -> taken.fill(element -> InjectionResolver.of(element, context)));
        testInstances.forEach(testInstance ->
                FieldInjection.restoreFiles(testInstance, element -> InjectionResolver.of(element, context)));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        TestElement element = TestElement.of(parameter, context);
        return Injection.isMarked(element)
                || (Injection.isOurs(element.type()) || Injection.isClientType(element.type()))
                        && !element.isProvidedElsewhere(context);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return InjectionResolver.of(TestElement.of(parameter, context), context);
    }

    @Override
    public void testFailed(ExtensionContext context, @org.jspecify.annotations.Nullable Throwable cause) {
        // The test's own store is closed by now, and has seen the failure.
        context.getParent().ifPresent(TestClusters::recordFailure);
    }

    /** A dynamic test has no watcher. */
    @Override
    public void interceptDynamicTest(
            Invocation<Void> invocation, DynamicTestInvocationContext dynamic, ExtensionContext context)
            throws Throwable {
        try {
            invocation.proceed();
        } catch (Throwable failure) {
            TestClusters.recordFailure(context);
            throw failure;
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(failure, context);
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        TestClusters.recordFailure(context);
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
        TestClusters.recordFailure(context);
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
