package io.ksail.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a {@link String} field or parameter that gets the name of a fresh namespace in the nested cluster, in which pods
 * are accepted at once.
 *
 * <p>In an instance field, in a test, and in {@code @BeforeEach} and {@code @AfterEach} methods, it is the test's own; in
 * a static field, and in {@code @BeforeAll} and {@code @AfterAll} methods, the class's. Clients that are injected beside
 * it, into a parameter of the same method or, for a field, into anything of the same class, use it by default. Its
 * deletion is asked for afterwards, and nobody waits for that.
 *
 * <pre>{@code
 * @Test
 * void starts_empty(@TestNamespace String namespace, KubernetesClient client) {
 *     assertThat(client.pods().list().getItems()).isEmpty();
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
public @interface TestNamespace {}
