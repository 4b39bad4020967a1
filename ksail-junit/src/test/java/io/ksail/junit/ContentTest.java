package io.ksail.junit;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A Helm release that names no chart, or nothing to call it after, is refused by its own name. */
class ContentTest {

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(Empty.class, "The chart of a Helm release of ", "chart = \"\", which names none"),
                Arguments.of(Blank.class, "The chart of a Helm release of ", "chart = \"  \", which names none"),
                Arguments.of(Here.class, "'.' of chart '.' can't be used", "the last part of the chart"),
                Arguments.of(NoPart.class, "'' of chart 'oci://' can't be used", "the last part of the chart"),
                Arguments.of(Capital.class, "'My_Chart' of chart 'target/My_Chart'", "no DNS label of at most 53"),
                Arguments.of(
                        BadUrl.class, "'app' of chart 'https://m.e]xample/app.tgz'", "its chart is 'https://m.e]x"),
                Arguments.of(BadRepository.class, "'app' of chart 'app' can't", "it does not begin with a scheme"),
                Arguments.of(BadPath.class, "The path 'ab' can't be used", "a character that no path has here"),
                Arguments.of(Named.class, "'My Release' of chart 'app'", "its name is no DNS label"));
    }

    @ParameterizedTest
    @MethodSource
    void refused(Class<?> declaring, String tried, String seen) {
        assertThatThrownBy(() -> read(declaring)).hasMessageContainingAll(tried, seen);
    }

    @Test
    void accepted() {
        assertThat(read(NamedHere.class)).isNotNull();
    }

    private static Content read(Class<?> declaring) {
        return Content.declaredBy(
                declaring.getAnnotation(NestedCluster.class), declaring, parameter -> Optional.empty());
    }

    @NestedCluster(helm = @HelmRelease(chart = "", name = "mine"))
    static class Empty {}

    @NestedCluster(helm = @HelmRelease(chart = "  "))
    static class Blank {}

    @NestedCluster(helm = @HelmRelease(chart = "."))
    static class Here {}

    @NestedCluster(helm = @HelmRelease(chart = "oci://"))
    static class NoPart {}

    @NestedCluster(helm = @HelmRelease(chart = "target/My_Chart"))
    static class Capital {}

    @NestedCluster(helm = @HelmRelease(chart = "https://m.e]xample/app.tgz"))
    static class BadUrl {}

    @NestedCluster(helm = @HelmRelease(chart = "app", repository = "charts.example.com"))
    static class BadRepository {}

    @NestedCluster(helm = @HelmRelease(chart = "app", values = "a\0b"))
    static class BadPath {}

    @NestedCluster(helm = @HelmRelease(chart = "app", name = "My Release"))
    static class Named {}

    @NestedCluster(helm = @HelmRelease(chart = ".", name = "mine.v1"))
    static class NamedHere {}
}
