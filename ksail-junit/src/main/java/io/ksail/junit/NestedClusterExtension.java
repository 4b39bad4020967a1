package io.ksail.junit;

import io.ksail.cluster.Cluster;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
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

/**
 * Gives test classes the clusters that they declare: creates them, sets fields, resolves parameters, and says of a failed
 * test that its cluster is gone. Methods are in the order of the life cycle: class, instance, test, parameters, failures.
 * Stateless: what it makes is in JUnit's stores, which close it when the test, the class or the run ends; see {@link
 * TestClusters}.
 */
final class NestedClusterExtension
        implements BeforeAllCallback,
                BeforeClassTemplateInvocationCallback,
                TestInstancePreConstructCallback,
                TestInstancePostProcessor,
                BeforeEachCallback,
                ParameterResolver,
                LifecycleMethodExecutionExceptionHandler,
                TestExecutionExceptionHandler,
                InvocationInterceptor,
                TestWatcher {

    /** A test's instance belongs to the test's context, and so to its combination of a matrix. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (!Matrix.isOutsideInvocations(context)) {
            beforeTests(context);
        }
    }

    @Override
    public void beforeClassTemplateInvocation(ExtensionContext context) {
        // The template of another extension has its cluster since beforeAll.
        if (Combination.find(context).isPresent()) {
            beforeTests(context);
            context.getTestInstances().ifPresent(instances -> FieldInjection.claimInstanceFields(
                            instances.getInnermostInstance(), forAllTests(context), context)
                    .fill());
        }
    }

    /** What can't be is refused before anything is created, and after others may have ended. */
    private static void beforeTests(ExtensionContext context) {
        PerClassInstance.requireNoFieldRaces(context);
        TestClusters.requireConsistent(context);
        TestClusters.acquireForClass(context);
        FieldInjection.Claims fields = FieldInjection.claimStaticFields(context.getRequiredTestClass(), context);
        TestClusters.createForClass(context);
        OperatorExtensions.refuse(context, Declarations.nearest(context), List.of());
        fields.fill();
    }

    /** An instance for all tests is made, and gets its cluster, before {@code beforeAll}. */
    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            PerClassInstance.requireNoFieldRaces(context);
        }
    }

    @Override
    public void postProcessTestInstance(Object testInstance, ExtensionContext context) {
        OperatorExtensions.refuse(context, Declarations.nearest(context), List.of(testInstance));
        // One instance for all combinations of a matrix has its fields set anew by each of them.
        if (!Matrix.isOutsideInvocations(context)) {
            FieldInjection.injectInstanceFields(
                    testInstance, forAllTests(context), element -> InjectionResolver.resolve(element, context));
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        TestClusters.acquireForTest(context);
        List<Object> testInstances = context.getRequiredTestInstances().getAllInstances();
        List<FieldInjection.Claims> fields = testInstances.stream()
                .map(testInstance -> FieldInjection.claimInstanceFields(
                        testInstance, forAllTests(context).negate(), context))
                .toList();
        TestClusters.createForTest(context);
        fields.forEach(FieldInjection.Claims::fill);
        testInstances.forEach(testInstance -> FieldInjection.restoreFiles(testInstance, context));
    }

    /** Fields whose value is the same for all tests of their instance. */
    private static Predicate<TestElement> forAllTests(ExtensionContext context) {
        return element -> !InjectionResolver.isPerTest(element, context);
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
        return InjectionResolver.resolve(TestElement.of(parameter, context), context);
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        TestClusters.recordFailure(context);
        throw failure;
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLoss(failure, context);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLoss(failure, context);
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
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLoss(failure, context);
    }

    /** The test's own store is closed by now, and has seen the failure; the class's has not. */
    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        context.getParent().ifPresent(TestClusters::recordFailure);
    }

    @Override
    public void handleAfterAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        TestClusters.recordFailure(context);
        throw failure;
    }

    /** A test whose cluster is gone sees a refused connection or a TLS error; what really happened is added to it. */
    private static Throwable withLoss(Throwable failure, ExtensionContext context) {
        TestClusters.inSight(context).stream()
                .map(Cluster::loss)
                .flatMap(Optional::stream)
                .forEach(failure::addSuppressed);
        return failure;
    }
}
