package io.ksail.junit;

import io.ksail.KsailException;
import java.lang.reflect.Field;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Reads and sets fields of test classes, private ones too. */
final class FieldAccess {

    private FieldAccess() {}

    static @Nullable Object get(TestElement element, Field field, @Nullable Object instance) {
        return access(field, element, () -> field.get(instance));
    }

    static void set(TestElement element, Field field, @Nullable Object instance, @Nullable Object value) {
        access(field, element, () -> {
            field.set(instance, value);
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
