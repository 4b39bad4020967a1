package io.ksail.junit;

import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Sets the fields of a test class that ask for something of ours. */
final class FieldInjection {

    private FieldInjection() {}

    /**
     * Fields that are claimed for a scope, before there is anything to set them to: who can't have them is refused before a
     * cluster is made for them.
     */
    static final class Claims {
        private final List<FieldClaims.Claim> claims = new ArrayList<>();
        private final ExtensionContext context;

        private Claims(ExtensionContext context) {
            this.context = context;
        }

        void fill() {
            claims.forEach(claim -> claim.fill(() -> InjectionResolver.resolve(claim.element(), context)));
        }

        private void release() {
            claims.forEach(FieldClaims.Claim::release);
        }
    }

    /** They are null again after the class: a subclass of the same superclass has another cluster. */
    static Claims claimStaticFields(Class<?> testClass, ExtensionContext context) {
        return claim(testClass, null, element -> true, context);
    }

    /** They are null again after the test or combination, in case the next one has the same instance. */
    static Claims claimInstanceFields(Object testInstance, Predicate<TestElement> which, ExtensionContext context) {
        return claim(testInstance.getClass(), testInstance, which, context);
    }

    private static Claims claim(
            Class<?> testClass, @Nullable Object instance, Predicate<TestElement> which, ExtensionContext context) {
        Claims claimed = new Claims(context);
        // First, so that whatever is claimed is released, also when the next field is not available.
        context.getStore(StoredResource.NAMESPACE).put(new Object(), new StoredResource<>(claimed, claimed::release));
        for (Field field : wanted(testClass, instance == null)) {
            TestElement element = TestElement.of(field);
            if (which.test(element)) {
                requireNotFinal(field, element);
                FieldClaims.of(context)
                        .claim(field, instance, InjectionResolver.source(element, context), describe(context))
                        .ifPresent(claimed.claims::add);
            }
        }
        return claimed;
    }

    /** What to call the scope of a context in a message. */
    private static String describe(ExtensionContext context) {
        return context.getRequiredTestClass().getName()
                + context.getTestMethod().map(method -> "#" + method.getName()).orElse("")
                + Combination.find(context)
                        .map(combination -> " (" + combination.describe() + ")")
                        .orElse("");
    }

    /** For as long as the instance lives, which is new. */
    static void injectInstanceFields(
            Object testInstance, Predicate<TestElement> which, Function<TestElement, Object> value) {
        for (Field field : wanted(testInstance.getClass(), false)) {
            TestElement element = TestElement.of(field);
            if (which.test(element) && (Injection.isMarked(element) || element.get(testInstance) == null)) {
                requireNotFinal(field, element);
                element.set(testInstance, value.apply(element));
            }
        }
    }

    /** A file that one test has deleted is there again for the next one, also where its field is set once for all. */
    static void restoreFiles(Object testInstance, ExtensionContext context) {
        Class<?> testClass = testInstance.getClass();
        Stream.concat(wanted(testClass, true).stream(), wanted(testClass, false).stream())
                .filter(field -> isMissingFile(field, testInstance))
                .forEach(field -> InjectionResolver.resolve(TestElement.of(field), context));
    }

    private static boolean isMissingFile(Field field, Object testInstance) {
        TestElement element = TestElement.of(field);
        if (!element.has(Kubeconfig.class) && !element.has(Talosconfig.class)) {
            return false;
        }
        Object there = element.get(testInstance);
        return there instanceof Path path && !Files.exists(path) || there instanceof File file && !file.exists();
    }

    /** The fields of a class that ask for something, and get it unless the class has set them itself. */
    static List<Field> wanted(Class<?> testClass, boolean areStatic) {
        return fields(
                testClass,
                field -> Modifier.isStatic(field.getModifiers()) == areStatic
                        && (Injection.isMarked(TestElement.of(field)) || isOurs(field)));
    }

    static List<Field> fields(Class<?> testClass, Predicate<Field> which) {
        return ReflectionSupport.findFields(
                testClass, field -> which.test(field) && !field.isSynthetic(), HierarchyTraversalMode.TOP_DOWN);
    }

    /** A field with somebody else's annotation (a mock, a Spring bean) is somebody else's. */
    private static boolean isOurs(Field field) {
        return field.getAnnotations().length == 0
                && !Modifier.isFinal(field.getModifiers())
                && Injection.isOurs(field.getType());
    }

    private static void requireNotFinal(Field field, TestElement element) {
        if (Modifier.isFinal(field.getModifiers())) {
            throw element.cannotBeInjected("it is final", "make it non-final");
        }
    }
}
