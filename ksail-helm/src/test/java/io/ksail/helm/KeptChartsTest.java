package io.ksail.helm;

import io.ksail.chart.ChartRelease;
import io.ksail.spec.ChartChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class KeptChartsTest {

    @TempDir
    private Path directory;

    @Test
    void a_chart_of_an_exact_version_is_kept_and_used_by_the_next() throws Exception {
        KeptCharts kept = new KeptCharts(directory.resolve("kept"));
        ChartRelease release = chosen(ChartChoice.DEFAULT);
        assertThat(kept.local(release)).isEqualTo(release);
        Path fetched = Files.createDirectories(directory.resolve("helm/repository"));
        Files.writeString(fetched.resolve("vcluster-0.37.1.tgz"), "a chart");
        kept.keep(release, directory.resolve("helm"));
        ChartRelease local = kept.local(release);
        assertThat(local.repository()).isEmpty();
        assertThat(Path.of(local.chart())).hasContent("a chart");
        assertThat(kept.local(chosen(ChartChoice.DEFAULT.withRepository("https://charts.example.com")))
                        .repository())
                .as("the same chart from elsewhere is another one")
                .isPresent();
    }

    @Test
    void ranges_files_and_charts_of_tests_are_not_kept() {
        KeptCharts kept = new KeptCharts(directory);
        assertThat(kept.place(chosen(ChartChoice.DEFAULT.withVersion("~0.36")))).isEmpty();
        assertThat(kept.place(
                        chosen(ChartChoice.DEFAULT.withName("./charts/vcluster").withVersion("0.37.1"))))
                .isEmpty();
        assertThat(kept.place(ChartRelease.of("greeter", "greeter")
                        .withRepository("https://charts.example.com")
                        .withVersion("0.1.0")))
                .isEmpty();
    }

    private static ChartRelease chosen(ChartChoice choice) {
        return ChartRelease.chosen("demo", choice, "vcluster", "https://charts.loft.sh", "0.37.1");
    }
}
