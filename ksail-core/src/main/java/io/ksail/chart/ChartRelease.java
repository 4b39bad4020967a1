package io.ksail.chart;

import io.ksail.internal.Redaction;
import io.ksail.internal.UrlSyntax;
import io.ksail.spec.ChartChoice;
import io.ksail.spec.InvalidSpecException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Helm release that is wanted. Immutable; each {@code with} gives another one.
 *
 * @param name the release's name
 * @param chart a directory, a {@code .tgz}, an {@code oci://} or {@code https://} URL, or a chart's name in the
 *     repository
 * @param repository the URL of the chart repository that has it
 * @param version the chart's version, or a range as Helm has it; the newest stable one if absent
 * @param namespace where it goes; created if it is not there
 * @param values YAML files of values, the later ones beating the earlier
 * @param set single values, which beat the files, by their path such as {@code image.tag}
 * @param waiting whether Helm waits until what it installed is ready
 * @param kept whether a chart of an exact version is fetched once and then kept on this machine
 * @param fresh whether it is refused where there is a release of that name already: one that somebody has forged could
 *     name objects of others as its own, and Helm deletes what an upgrade no longer has
 */
public record ChartRelease(
        String name,
        String chart,
        Optional<String> repository,
        Optional<String> version,
        String namespace,
        List<Path> values,
        Map<String, String> set,
        boolean waiting,
        boolean kept,
        boolean fresh) {

    /** The namespace of releases that name none. */
    public static final String DEFAULT_NAMESPACE = "default";

    /** Refuses what is empty and URLs that are none, and copies files and values. */
    public ChartRelease {
        require(name, "name", name, chart);
        require(chart, "chart", name, chart);
        require(namespace, "namespace", name, chart);
        repository.ifPresent(url -> requireUrl("repository", url, name, chart));
        if (chart.contains("://")) {
            requireUrl("chart", chart, name, chart);
        }
        values = List.copyOf(values);
        set = Map.copyOf(set);
    }

    /**
     * A release in namespace {@code default}, waited for, with the chart's own values.
     *
     * @param name the release's name
     * @param chart a directory, a {@code .tgz}, a URL, or a chart's name in a repository
     * @return the release
     */
    public static ChartRelease of(String name, String chart) {
        return new ChartRelease(
                name,
                chart,
                Optional.empty(),
                Optional.empty(),
                DEFAULT_NAMESPACE,
                List.of(),
                Map.of(),
                true,
                false,
                false);
    }

    /**
     * The same with its chart from a repository.
     *
     * @param url the repository's URL
     * @return another release
     */
    public ChartRelease withRepository(String url) {
        return new ChartRelease(name, chart, Optional.of(url), version, namespace, values, set, waiting, kept, fresh);
    }

    /**
     * The same with a version.
     *
     * @param wanted the chart's version, or a range
     * @return another release
     */
    public ChartRelease withVersion(String wanted) {
        return new ChartRelease(
                name, chart, repository, Optional.of(wanted), namespace, values, set, waiting, kept, fresh);
    }

    /**
     * The same elsewhere.
     *
     * @param other where it goes
     * @return another release
     */
    public ChartRelease withNamespace(String other) {
        return new ChartRelease(name, chart, repository, version, other, values, set, waiting, kept, fresh);
    }

    /**
     * The same with one more file of values.
     *
     * @param file a YAML file
     * @return another release
     */
    public ChartRelease withValues(Path file) {
        List<Path> more = new ArrayList<>(values);
        more.add(file);
        return new ChartRelease(name, chart, repository, version, namespace, more, set, waiting, kept, fresh);
    }

    /**
     * The same with one more value.
     *
     * @param path such as {@code image.tag}
     * @param value the value; {@code true}, {@code null} and numbers are taken for what they look like
     * @return another release
     */
    public ChartRelease withValue(String path, String value) {
        Map<String, String> more = new LinkedHashMap<>(set);
        more.put(path, value);
        return new ChartRelease(name, chart, repository, version, namespace, values, more, waiting, kept, fresh);
    }

    /**
     * The same without waiting.
     *
     * @return another release
     */
    public ChartRelease withoutWaiting() {
        return new ChartRelease(name, chart, repository, version, namespace, values, set, false, kept, fresh);
    }

    /**
     * The chart of a distribution, or what is chosen in its place: for a new namespace, and kept on this machine.
     *
     * @param name the release's name
     * @param choice what is chosen
     * @param chart the vendor's chart
     * @param repository the vendor's repository
     * @param version the version that the distribution is tested with
     * @return the release
     */
    public static ChartRelease chosen(
            String name, ChartChoice choice, String chart, String repository, String version) {
        String chosen = choice.name().orElse(chart);
        boolean elsewhere = chosen.contains("/") || chosen.endsWith(".tgz") || chosen.startsWith(".");
        return new ChartRelease(
                name,
                chosen,
                elsewhere ? Optional.empty() : Optional.of(choice.repository().orElse(repository)),
                choice.version().or(() -> elsewhere ? Optional.empty() : Optional.of(version)),
                DEFAULT_NAMESPACE,
                List.of(),
                Map.of(),
                true,
                true,
                true);
    }

    /**
     * The same of a file that holds its chart.
     *
     * @param file a {@code .tgz}
     * @return another release
     */
    public ChartRelease ofFile(Path file) {
        return new ChartRelease(
                name, file.toString(), Optional.empty(), version, namespace, values, set, waiting, kept, fresh);
    }

    private static void require(String value, String what, String name, String chart) {
        if (value.isBlank()) {
            throw new InvalidSpecException(
                    "The Helm release '%s' of chart '%s' can't be used".formatted(name, chart),
                    "it has no " + what,
                    "give it one");
        }
    }

    private static void requireUrl(String what, String url, String name, String chart) {
        String wrong = UrlSyntax.whatIsWrongWith(url);
        if (!wrong.isEmpty()) {
            throw new InvalidSpecException(
                    "The Helm release '%s' of chart '%s' can't be used".formatted(name, Redaction.quoted(chart)),
                    "its %s is '%s', and %s".formatted(what, Redaction.quoted(url), wrong),
                    "write it like https://charts.example.com");
        }
    }

    /** The release as messages name it. */
    @Override
    public String toString() {
        return "%s of chart %s%s%s"
                .formatted(
                        name,
                        chart,
                        version.map(" "::concat).orElse(""),
                        repository.map(" from "::concat).orElse(""));
    }
}
