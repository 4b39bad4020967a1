package io.ksail.junit;

import io.ksail.spec.InvalidSpecException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.params.support.ParameterInfo;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * A field or parameter of a test class that asks for something.
 *
 * @param description what to call it in a message
 * @param declaringClass the class whose field, constructor or method it is
 * @param type its type
 * @param place where it stands
 * @param annotated what carries its annotations: a field or a parameter
 */
record TestElement(
        String description, Class<?> declaringClass, Class<?> type, Place place, AnnotatedElement annotated) {

    /** What annotations are called that only say whether it may be null, whoever made them. */
    private static final Set<String> ABOUT_NULL = Set.of("Nullable", "Nonnull", "NonNull", "NotNull");

    /** {@code @ParameterizedTest} is in a module of JUnit's of its own, which need not be there. */
    private static final boolean PARAMETERIZED_MAY_BE_USED = ReflectionSupport.tryToLoadClass(
                    "org.junit.jupiter.params.support.ParameterInfo")
            .toOptional()
            .isPresent();

    /** Where an element stands, which decides whether it is there for one test or for all of a class. */
    enum Place {
        STATIC_FIELD,
        INSTANCE_FIELD,
        CONSTRUCTOR,
        CLASS_METHOD,
        METHOD;

        /** Whether what is given there is one test method's own. */
        boolean isPerTest() {
            return this == INSTANCE_FIELD || this == METHOD;
        }
    }

    static TestElement of(Field field) {
        return new TestElement(
                "Field '%s' of %s"
                        .formatted(field.getName(), field.getDeclaringClass().getName()),
                field.getDeclaringClass(),
                field.getType(),
                Modifier.isStatic(field.getModifiers()) ? Place.STATIC_FIELD : Place.INSTANCE_FIELD,
                field);
    }

    static TestElement of(ParameterContext parameter, ExtensionContext context) {
        boolean constructor = parameter.getDeclaringExecutable() instanceof Constructor;
        Place place = context.getTestMethod().isPresent() ? Place.METHOD : Place.CLASS_METHOD;
        return of(parameter.getParameter(), constructor ? Place.CONSTRUCTOR : place);
    }

    private static TestElement of(Parameter parameter, Place place) {
        Executable executable = parameter.getDeclaringExecutable();
        return new TestElement(
                "Parameter '%s' of %s.%s"
                        .formatted(
                                parameter.getName(),
                                executable.getDeclaringClass().getName(),
                                executable instanceof Constructor ? "<init>" : executable.getName()),
                executable.getDeclaringClass(),
                parameter.getType(),
                place,
                parameter);
    }

    /** All parameters of its method or constructor; none for a field. */
    Stream<TestElement> neighbours() {
        return annotated instanceof Parameter parameter
                ? Arrays.stream(parameter.getDeclaringExecutable().getParameters())
                        .map(each -> of(each, place))
                : Stream.of();
    }

    /** Whether it is somebody else's to give: an argument of a parameterized test, a mock, a bean, a conversion. */
    boolean isProvidedElsewhere(ExtensionContext context) {
        return Arrays.stream(annotated.getAnnotations())
                        .anyMatch(annotation ->
                                !ABOUT_NULL.contains(annotation.annotationType().getSimpleName()))
                || PARAMETERIZED_MAY_BE_USED && ParameterizedArguments.include(annotated, context);
    }

    /** Whether it carries an annotation, directly or on an annotation of the user's own. */
    boolean has(Class<? extends Annotation> type) {
        return AnnotationSupport.isAnnotated(annotated, type);
    }

    <A extends Annotation> Optional<A> annotation(Class<A> type) {
        return AnnotationSupport.findAnnotation(annotated, type);
    }

    /** The value of a field, a private one too. */
    @Nullable
    Object get(@Nullable Object instance) {
        return access(field -> field.get(instance));
    }

    /** Sets a field, a private one too. */
    void set(@Nullable Object instance, @Nullable Object value) {
        access(field -> {
            field.set(instance, value);
            return null;
        });
    }

    private interface FieldAccess {
        @Nullable
        Object to(Field field) throws IllegalAccessException;
    }

    /** Only what Java's modules say is said to be theirs; anything else is the failure of somebody else. */
    private @Nullable Object access(FieldAccess access) {
        Field field = (Field) annotated;
        try {
            field.setAccessible(true);
            return access.to(field);
        } catch (IllegalAccessException | InaccessibleObjectException e) {
            throw cannotBeInjected(
                    String.valueOf(e.getMessage()),
                    "open the package of the test class to JUnit (module-info), or ask for a parameter instead");
        }
    }

    InvalidSpecException cannotBeInjected(String seen, String remedy) {
        return new InvalidSpecException("%s can't be injected".formatted(description), seen, remedy);
    }

    /** Those of {@code @ParameterizedTest} and {@code @ParameterizedClass}; apart, so that it is loaded only where they are. */
    private static final class ParameterizedArguments {

        private static boolean include(AnnotatedElement parameter, ExtensionContext context) {
            ParameterInfo info = ParameterInfo.get(context);
            return info != null
                    && info.getDeclarations().getAll().stream()
                            .filter(declared -> declared.getParameterIndex()
                                    < info.getArguments().size())
                            .anyMatch(declared -> declared.getAnnotatedElement().equals(parameter));
        }
    }
}
