package io.ksail.junit;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Has a class run once for each combination of its {@link NestedClusterMatrix}. */
final class MatrixExtension implements BeforeAllCallback, ClassTemplateInvocationContextProvider {

    /** JUnit asks for the combinations only after the class's own {@code @BeforeAll} methods. */
    @Override
    public void beforeAll(ExtensionContext context) {
        if (Matrix.isOutsideInvocations(context)) {
            combinations(context);
        }
    }

    @Override
    public boolean supportsClassTemplate(ExtensionContext context) {
        return Matrix.of(context.getRequiredTestClass()).isPresent();
    }

    @Override
    public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(ExtensionContext context) {
        return combinations(context).stream().map(MatrixInvocationContext::new);
    }

    private static List<Combination> combinations(ExtensionContext context) {
        List<Settings> declared = Declarations.nearest(context).stream()
                .map(Declaration::settings)
                .toList();
        return Matrix.of(context.getRequiredTestClass()).orElseThrow().combinations(declared);
    }

    /**
     * One run.
     *
     * @param combination what it is about
     */
    private record MatrixInvocationContext(Combination combination) implements ClassTemplateInvocationContext {

        @Override
        public String getDisplayName(int invocationIndex) {
            return combination.describe();
        }

        @Override
        public void prepareInvocation(ExtensionContext context) {
            Matrix.of(combination.testClass()).ifPresent(matrix -> matrix.requireNothingShared(context));
            combination.storeIn(context);
        }
    }
}
