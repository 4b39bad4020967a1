package io.ksail.junit;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import java.lang.reflect.Field;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What goes wrong while a value is made is said as what it is; only what Java's modules forbid is their doing. */
class FieldInjectionTest {

    static Stream<RuntimeException> a_failure_while_the_value_is_made() {
        return Stream.of(
                new IllegalStateException("made by somebody else"),
                new IllegalArgumentException("argument"),
                new KubernetesClientException("refused"),
                new KsailException("tried", "seen", "do"));
    }

    @ParameterizedTest
    @MethodSource
    void a_failure_while_the_value_is_made(RuntimeException failure) throws NoSuchFieldException {
        assertThatThrownBy(() -> FieldInjection.injectInstanceFields(new OneTestCases(), element -> true, element -> {
                    throw failure;
                }))
                .isSameAs(failure);
        Field field = OneTestCases.class.getDeclaredField("config");
        FieldClaims.Claim claim = new FieldClaims()
                .claim(field, new OneTestCases(), new FieldClaims.Source("one", java.util.Optional.empty()), "A")
                .orElseThrow();
        assertThatThrownBy(() -> claim.fill(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    @Test
    void a_value_of_another_type_is_no_question_of_modules() throws NoSuchFieldException {
        Field field = OneTestCases.class.getDeclaredField("config");
        assertThatThrownBy(() -> TestElement.of(field).set(new OneTestCases(), "text"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_package_that_is_closed_is_said_to_be() throws NoSuchFieldException {
        Field field = Thread.class.getDeclaredField("name");
        assertThatThrownBy(() -> TestElement.of(field).get(Thread.currentThread()))
                .hasMessageContainingAll("can't be injected", "open the package of the test class to JUnit");
    }

    static class OneTestCases {
        @Nullable
        Config config;
    }
}
