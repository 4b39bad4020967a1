package io.ksail.helm;

import io.ksail.chart.ChartRelease;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class HelmRequestTest {

    /** A path may hold what no URL does. */
    @ParameterizedTest
    @CsvSource({
        "oci://registry.example.com/app,true",
        "https://charts.example.com/app.tgz,true",
        "./app,false",
        "mine/app,false",
        "./my [1]{a}%,false",
        "C:\\charts\\app,false"
    })
    void a_url_needs_nothing_of_the_users_own_helm(String chart, boolean isUrl) {
        assertThat(HelmRequest.of(ChartRelease.of("app", chart), "", Duration.ofMinutes(1))
                        .needsNothingOfTheUsers())
                .isEqualTo(isUrl);
        assertThat(HelmRequest.of(
                                ChartRelease.of("app", "app").withRepository("https://charts.example.com"),
                                "",
                                Duration.ofMinutes(1))
                        .needsNothingOfTheUsers())
                .isTrue();
    }
}
