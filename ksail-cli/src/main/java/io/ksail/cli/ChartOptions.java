package io.ksail.cli;

import io.ksail.spec.ChartChoice;
import io.ksail.spec.ClusterSpecBuilder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of what Helm installs: VCluster, and the operator of K3s. */
final class ChartOptions {

    @Option(
            names = "--chart",
            paramLabel = "CHART",
            description = "A chart's name, a directory, a .tgz or a URL (default: the vendor's chart).")
    private @Nullable String chart;

    @Option(
            names = "--chart-repository",
            paramLabel = "URL",
            description = "The repository of the chart (default: the vendor's).")
    private @Nullable String repository;

    @Option(
            names = "--chart-version",
            paramLabel = "VERSION",
            description = "The version of the chart (default: the one that was tried).")
    private @Nullable String version;

    @Option(names = "--operator", description = "Have K3s made by its operator k3k.")
    private boolean operator;

    @Option(
            names = "--install-operator",
            description = "Install the operator, which the whole host shares, where the host does not have it.")
    private boolean installOperator;

    void apply(ClusterSpecBuilder spec, Optional<ChartChoice> file) {
        ChartChoice choice = file.orElse(ChartChoice.DEFAULT);
        choice = chart == null ? choice : choice.withName(chart);
        choice = repository == null ? choice : choice.withRepository(repository);
        spec.chart(version == null ? choice : choice.withVersion(version));
        if (operator) {
            spec.operator(true);
        }
        if (installOperator) {
            spec.installOperator(true);
        }
    }
}
