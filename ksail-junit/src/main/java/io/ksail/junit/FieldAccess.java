package io.ksail.junit;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
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

    private interface Access {
        @Nullable
        Object run() throws IllegalAccessException;
    }

    /** Only what Java's modules say is said to be theirs; anything else is the failure of somebody else. */
    private static @Nullable Object access(Field field, TestElement element, Access access) {
        try {
            field.setAccessible(true);
            return access.run();
        } catch (IllegalAccessException | InaccessibleObjectException e) {
            throw element.cannotBeInjected(
                    String.valueOf(e.getMessage()),
                    "open the package of the test class to JUnit (module-info), or ask for a parameter instead");
        }
    }
}
