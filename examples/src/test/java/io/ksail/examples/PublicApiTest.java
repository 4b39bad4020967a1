package io.ksail.examples;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What users may call of each published module stands in its {@code api.txt}, so that no change of it goes unseen. After a
 * change that is meant, run {@code ./mvnw test -pl examples -am -Dtest=PublicApiTest -Dksail.approve=true
 * -Dsurefire.failIfNoSpecifiedTests=false}, and read the difference before it is committed.
 */
class PublicApiTest {

    private static final int MOST_TYPES_IN_CORE = 60;

    @ParameterizedTest
    @CsvSource({
        "ksail-core, io.ksail.KsailException",
        "ksail-junit, io.ksail.junit.NestedCluster",
        "ksail-testcontainers, io.ksail.testcontainers.TestcontainersHostProvider",
        "ksail-helm, io.ksail.helm.HelmInstaller"
    })
    void is_what_was_reviewed(String module, String oneOfIt) throws Exception {
        Path reviewed = Markdown.root().resolve(module).resolve("api.txt");
        String api = typesBeside(Class.forName(oneOfIt)).stream()
                .map(PublicApiTest::described)
                .collect(Collectors.joining("\n"));
        if (Boolean.getBoolean("ksail.approve")) {
            Files.writeString(reviewed, api);
        }
        assertThat(api).as(reviewed.toString()).isEqualTo(Files.readString(reviewed));
    }

    @Test
    void is_small() throws Exception {
        assertThat(typesBeside(Class.forName("io.ksail.KsailException"))).hasSizeLessThanOrEqualTo(MOST_TYPES_IN_CORE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ksail-core", "ksail-junit", "ksail-testcontainers", "ksail-helm"})
    void shows_nothing_that_is_internal(String module) throws Exception {
        assertThat(Files.readString(Markdown.root().resolve(module).resolve("api.txt")))
                .doesNotContain(".internal.");
    }

    private static List<Class<?>> typesBeside(Class<?> one) throws IOException, URISyntaxException {
        URI place = one.getProtectionDomain().getCodeSource().getLocation().toURI();
        if (Files.isDirectory(Path.of(place))) {
            return typesBelow(Path.of(place));
        }
        try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + place), Map.of())) {
            return typesBelow(jar.getPath("/"));
        }
    }

    private static List<Class<?>> typesBelow(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .map(file -> file.replace(".class", "").replace('/', '.').replace('\\', '.'))
                    .filter(name -> !name.contains(".internal."))
                    .sorted()
                    .<Class<?>>map(PublicApiTest::load)
                    .filter(PublicApiTest::isPublic)
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, PublicApiTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isPublic(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
    }

    private static String described(Class<?> type) {
        List<Member> members = new ArrayList<>();
        for (Class<?> from = type;
                from != null && (from == type || !Modifier.isPublic(from.getModifiers()));
                from = from.getSuperclass()) {
            members.addAll(List.of(from.getDeclaredFields()));
            members.addAll(List.of(from.getDeclaredMethods()));
            if (from == type) {
                members.addAll(List.of(from.getDeclaredConstructors()));
            }
        }
        return Stream.concat(
                        Stream.of(head(type)),
                        members.stream()
                                .filter(member -> !member.isSynthetic())
                                .filter(member -> (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0)
                                .map(member -> "    " + line(member))
                                .distinct()
                                .sorted())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String head(Class<?> type) {
        String above = type.getGenericSuperclass() == null || type.getSuperclass() == Object.class
                ? ""
                : " extends " + type.getGenericSuperclass().getTypeName();
        Type[] interfaces = type.getGenericInterfaces();
        return type.toGenericString()
                + above
                + (interfaces.length == 0 ? "" : " implements ")
                + Arrays.stream(interfaces).map(Type::getTypeName).collect(Collectors.joining(", "))
                + deprecation(type);
    }

    private static String line(Member member) {
        String text = member instanceof Field field ? field.toGenericString() : ((Executable) member).toGenericString();
        String named = text.replace(member.getDeclaringClass().getTypeName() + ".", "");
        String byDefault = member instanceof Method method && method.getDefaultValue() != null
                ? " default " + text(method.getDefaultValue())
                : "";
        return (member instanceof Constructor<?> ? "new: " + named : named)
                + byDefault
                + deprecation((AnnotatedElement) member);
    }

    private static String text(Object value) {
        return value instanceof Object[] values ? Arrays.toString(values) : '"' + value.toString() + '"';
    }

    private static String deprecation(AnnotatedElement element) {
        return element.isAnnotationPresent(Deprecated.class) ? " // deprecated" : "";
    }
}
