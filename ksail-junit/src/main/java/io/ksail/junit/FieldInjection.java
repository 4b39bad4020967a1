package io.ksail.junit;

import io.ksail.KsailException;
import io.ksail.cluster.Cluster;
import io.ksail.spec.InvalidSpecException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Sets the fields of a test class that ask for something of ours. */
final class FieldInjection {

    private FieldInjection() {}

    static void intoStaticFields(Class<?> testClass, Supplier<Cluster> cluster) {
        into(testClass, null, cluster);
    }

    static void intoInstanceFields(Object testInstance, Supplier<Cluster> cluster) {
        into(testInstance.getClass(), testInstance, cluster);
    }

    private static void into(Class<?> testClass, @Nullable Object instance, Supplier<Cluster> cluster) {
        boolean wantStatic = instance == null;
        List<Field> fields = ReflectionSupport.findFields(
                testClass,
                field -> Modifier.isStatic(field.getModifiers()) == wantStatic && !field.isSynthetic(),
                HierarchyTraversalMode.TOP_DOWN);
        for (Field field : fields) {
            boolean marked = AnnotationSupport.isAnnotated(field, Kubeconfig.class);
            if (marked || isOurs(field)) {
                set(field, instance, marked, cluster);
            }
        }
    }

    /** A field with somebody else's annotation (a mock, a Spring bean) is somebody else's. */
    private static boolean isOurs(Field field) {
        return field.getAnnotations().length == 0
                && !Modifier.isFinal(field.getModifiers())
                && Injection.isOurs(field.getType());
    }

    private static void set(Field field, @Nullable Object instance, boolean marked, Supplier<Cluster> cluster) {
        String element = "Field '%s' of %s"
                .formatted(field.getName(), field.getDeclaringClass().getName());
        if (Modifier.isFinal(field.getModifiers())) {
            throw new InvalidSpecException(element + " can't be injected", "it is final", "make it non-final");
        }
        try {
            field.setAccessible(true);
            if (marked || field.get(instance) == null) {
                field.set(instance, Injection.value(element, field.getType(), marked, cluster.get()));
            }
        } catch (KsailException e) {
            throw e;
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new InvalidSpecException(
                    element + " can't be injected",
                    String.valueOf(e.getMessage()),
                    "open the package of the test class to JUnit (module-info), or ask for a parameter instead");
        }
    }
}
