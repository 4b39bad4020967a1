package io.ksail.junit;

import io.ksail.KsailException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Sets the fields of a test class that ask for something of ours. */
final class FieldInjection {

    private FieldInjection() {}

    static void intoStaticFields(Class<?> testClass, Function<TestElement, Object> value) {
        into(testClass, null, element -> true, value);
    }

    static void intoInstanceFields(
            Object testInstance, Predicate<TestElement> which, Function<TestElement, Object> value) {
        into(testInstance.getClass(), testInstance, which, value);
    }

    private static void into(
            Class<?> testClass,
            @Nullable Object instance,
            Predicate<TestElement> which,
            Function<TestElement, Object> value) {
        boolean wantStatic = instance == null;
        List<Field> fields = ReflectionSupport.findFields(
                testClass,
                field -> Modifier.isStatic(field.getModifiers()) == wantStatic && !field.isSynthetic(),
                HierarchyTraversalMode.TOP_DOWN);
        for (Field field : fields) {
            TestElement element = TestElement.of(field);
            if ((Injection.isMarked(element) || isOurs(field)) && which.test(element)) {
                set(field, instance, element, value);
            }
        }
    }

    /** A field with somebody else's annotation (a mock, a Spring bean) is somebody else's. */
    private static boolean isOurs(Field field) {
        return field.getAnnotations().length == 0
                && !Modifier.isFinal(field.getModifiers())
                && Injection.isOurs(field.getType());
    }

    private static void set(
            Field field, @Nullable Object instance, TestElement element, Function<TestElement, Object> value) {
        if (Modifier.isFinal(field.getModifiers())) {
            throw element.cannotBeInjected("it is final", "make it non-final");
        }
        try {
            field.setAccessible(true);
            if (Injection.isMarked(element) || field.get(instance) == null) {
                field.set(instance, value.apply(element));
            }
        } catch (KsailException e) {
            throw e;
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw element.cannotBeInjected(
                    String.valueOf(e.getMessage()),
                    "open the package of the test class to JUnit (module-info), or ask for a parameter instead");
        }
    }
}
