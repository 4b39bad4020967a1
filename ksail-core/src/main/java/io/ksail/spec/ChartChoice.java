package io.ksail.spec;

import io.ksail.internal.Redaction;
import io.ksail.internal.UrlSyntax;
import java.util.Optional;

/**
 * Where the chart of a distribution that Helm installs comes from, where that is not its vendor's place.
 *
 * @param name a chart's name in the repository, a directory, a {@code .tgz}, or an {@code oci://} or {@code https://}
 *     URL; default the vendor's chart
 * @param repository the URL of the chart repository; default the vendor's, if the name is that of a chart in it
 * @param version the chart's version; default the one the distribution is tested with
 */
public record ChartChoice(Optional<String> name, Optional<String> repository, Optional<String> version) {

    /** The vendor's chart, in the version that the distribution is tested with. */
    public static final ChartChoice DEFAULT = new ChartChoice(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * Refuses texts of more than one line, and URLs that are none.
     *
     * @throws InvalidSpecException if one is blank, holds control characters, or is no URL where it has to be one
     */
    public ChartChoice {
        name.map(value -> OneLine.require("chart.name", value))
                .filter(value -> value.contains("://"))
                .ifPresent(value -> requireUrl("chart.name", value));
        repository.ifPresent(value -> requireUrl("chart.repository", OneLine.require("chart.repository", value)));
        version.ifPresent(value -> OneLine.require("chart.version", value));
    }

    /**
     * The same with another chart.
     *
     * @param value a name, a path or a URL
     * @return a new value
     */
    public ChartChoice withName(String value) {
        return new ChartChoice(Optional.of(value), repository, version);
    }

    /**
     * The same from another repository.
     *
     * @param value its URL
     * @return a new value
     */
    public ChartChoice withRepository(String value) {
        return new ChartChoice(name, Optional.of(value), version);
    }

    /**
     * The same in another version.
     *
     * @param value the chart's version
     * @return a new value
     */
    public ChartChoice withVersion(String value) {
        return new ChartChoice(name, repository, Optional.of(value));
    }

    private static void requireUrl(String field, String url) {
        String wrong = UrlSyntax.whatIsWrongWith(url);
        if (!wrong.isEmpty()) {
            throw new InvalidSpecException(
                    "The %s '%s' can't be used".formatted(field, Redaction.quoted(url)),
                    wrong,
                    "write it like https://charts.example.com");
        }
    }

    @Override
    public String toString() {
        return name.orElse("the vendor's")
                + version.map(" "::concat).orElse("")
                + repository.map(" from "::concat).orElse("");
    }
}
