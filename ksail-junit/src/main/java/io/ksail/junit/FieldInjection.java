package io.ksail.junit;

import io.ksail.KsailException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Sets the fields of a test class that ask for something of ours. */
final class FieldInjection {

    private FieldInjection() {}

    /** They are null again after the class: a subclass of the same superclass has another cluster. */
    static void intoStaticFields(Class<?> testClass, Function<TestElement, Object> value, ExtensionContext context) {
        Runnable reset = into(testClass, null, element -> true, value);
        context.getStore(Stored.NAMESPACE).put(new Object(), new Stored<>(testClass, reset));
    }

    /** For as long as the instance lives. */
    static void intoInstanceFields(
            Object testInstance, Predicate<TestElement> which, Function<TestElement, Object> value) {
        into(testInstance.getClass(), testInstance, which, value);
    }

    /** They are null again after the test, in case the next one has the same instance. */
    static void intoInstanceFields(
            Object testInstance,
            Predicate<TestElement> which,
            Function<TestElement, Object> value,
            ExtensionContext test) {
        Runnable reset = into(testInstance.getClass(), testInstance, which, value);
        test.getStore(Stored.NAMESPACE).put(new Object(), new Stored<>(testInstance, reset));
    }

    /** Gives what makes the fields null again. */
    private static Runnable into(
            Class<?> testClass,
            @Nullable Object instance,
            Predicate<TestElement> which,
            Function<TestElement, Object> value) {
        boolean wantStatic = instance == null;
        List<Field> done = new ArrayList<>();
        for (Field field : wanted(testClass, wantStatic)) {
            TestElement element = TestElement.of(field);
            if (isUnset(field, instance, element) && which.test(element)) {
                set(field, instance, element, value);
                done.add(field);
            }
        }
        return () -> done.forEach(field -> clear(field, instance));
    }

    private static void clear(Field field, @Nullable Object instance) {
        try {
            field.set(instance, null);
        } catch (IllegalAccessException e) {
            // It was accessible when it was set.
            throw new IllegalStateException(e);
        }
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

    /** What a class has set itself stays; with a mark, it can only be a mistake. */
    private static boolean isUnset(Field field, @Nullable Object instance, TestElement element) {
        return Injection.isMarked(element) || access(field, element, () -> field.get(instance)) == null;
    }

    private static void set(
            Field field, @Nullable Object instance, TestElement element, Function<TestElement, Object> value) {
        if (Modifier.isFinal(field.getModifiers())) {
            throw element.cannotBeInjected("it is final", "make it non-final");
        }
        access(field, element, () -> {
            field.set(instance, value.apply(element));
            return null;
        });
    }

    private static @Nullable Object access(Field field, TestElement element, Callable<@Nullable Object> access) {
        try {
            field.setAccessible(true);
            return access.call();
        } catch (KsailException e) {
            throw e;
        } catch (Exception e) {
            throw element.cannotBeInjected(
                    String.valueOf(e.getMessage()),
                    "open the package of the test class to JUnit (module-info), or ask for a parameter instead");
        }
    }
}
