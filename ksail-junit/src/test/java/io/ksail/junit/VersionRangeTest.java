package io.ksail.junit;

import io.ksail.junit.ClusterConditions.VersionRange;
import io.ksail.spec.InvalidSpecException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class VersionRangeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[1.33,); 1.33.0; true",
                "[1.33,); 1.32.9; false",
                "[1.33,); 2.0.0; true",
                "(1.33,); 1.33.0; false",
                "(1.33,); 1.33.1; true",
                "[1.33,1.35); 1.34.4; true",
                "[1.33,1.35); 1.35.0; false",
                "(,1.34]; 1.34.0; true",
                "(,1.34]; 1.34.4; false",
                "(,1.34.4]; 1.34.4; true",
                "[1.34.4]; 1.34.4; true",
                "[1.34.4]; 1.34.5; false",
                "[v1.9, 1.10]; 1.10.0; true",
            })
    void a_range_contains_what_maven_says_it_does(String range, String version, boolean contained) {
        assertThat(VersionRange.parse(range).contains(version)).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.33", "", "(,)", "(1.33)", "[1.33,1.34", "[1.33;1.34]", "[latest,)"})
    void what_is_no_range_is_refused_with_examples(String text) {
        assertThatThrownBy(() -> VersionRange.parse(text))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("The range of versions '%s' can't be used".formatted(text))
                .hasMessageContaining("[1.33,)");
    }
}
