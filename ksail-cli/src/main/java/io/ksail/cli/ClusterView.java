package io.ksail.cli;

import io.ksail.cluster.ClusterInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of the host as it is shown.
 *
 * @param cluster the cluster
 * @param now what ages are counted to
 */
record ClusterView(ClusterInfo cluster, Instant now) {

    private static final String NOTHING = "-";

    static String table(List<ClusterInfo> clusters, boolean wide, Instant now, Style style) {
        List<String> headings = List.of("NAME", "DISTRIBUTION", "STATUS", "NODES", "AGE", "OWNER", "EXPOSURE");
        List<String> more = List.of("NAMESPACE", "API", "EXPIRES", "REQUESTED BY", "DETAIL");
        Table table =
                new Table(wide ? Stream.concat(headings.stream(), more.stream()).toList() : headings);
        clusters.forEach(cluster -> table.add(new ClusterView(cluster, now).row(wide, style)));
        return table.toString();
    }

    private List<Table.Cell> row(boolean wide, Style style) {
        Stream<Table.Cell> cells = Stream.of(
                Table.Cell.of(cluster.name()),
                Table.Cell.of(distribution()),
                status(style),
                Table.Cell.of(nodes()),
                Table.Cell.of(age()),
                Table.Cell.of(cluster.owner().orElse(NOTHING)),
                Table.Cell.of(cluster.exposure().orElse(NOTHING)));
        Stream<Table.Cell> more = Stream.of(
                        cluster.namespace(),
                        cluster.apiUrl().orElse(NOTHING),
                        expires(),
                        cluster.requestedBy().orElse(NOTHING),
                        cluster.detail().isEmpty() ? NOTHING : cluster.detail())
                .map(Table.Cell::of);
        return (wide ? Stream.concat(cells, more) : cells).toList();
    }

    /** Everything about one cluster, a line each. */
    String lines(Style style) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("name", cluster.name());
        lines.put("namespace", cluster.namespace());
        lines.put("distribution", distribution());
        lines.put("status", status(style).shown());
        if (!cluster.detail().isEmpty()) {
            lines.put("detail", cluster.detail());
        }
        lines.put("nodes", nodes() + " Ready");
        lines.put("age", "%s (%s)".formatted(age(), cluster.created()));
        lines.put(
                "expires",
                cluster.expires().map(at -> "%s (%s)".formatted(expires(), at)).orElse("never"));
        lines.put("exposure", cluster.exposure().orElse(NOTHING));
        lines.put("api", cluster.apiUrl().orElse(NOTHING));
        if (!cluster.skipped().isEmpty()) {
            lines.put("skipped", String.join("; ", cluster.skipped()));
        }
        lines.put("created by", cluster.createdBy().orElse(NOTHING));
        lines.put("requested by", cluster.requestedBy().orElse(NOTHING));
        lines.replaceAll((key, value) -> key.equals("status") ? value : Style.printable(value));
        return aligned(lines);
    }

    static String aligned(Map<String, String> lines) {
        int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0) + 2;
        return lines.entrySet().stream()
                .map(line -> line.getKey() + " ".repeat(width - line.getKey().length())
                        + line.getValue().replace("\n", "\n" + " ".repeat(width)) + "\n")
                .collect(Collectors.joining());
    }

    /** Everything about one cluster, for programs: every field is there, null where nothing is known. */
    Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", cluster.name());
        fields.put("namespace", cluster.namespace());
        fields.put("distribution", cluster.distribution().orElse(null));
        fields.put("status", statusName());
        fields.put("detail", cluster.detail().isEmpty() ? null : cluster.detail());
        fields.put("nodes", cluster.nodes());
        fields.put("nodesReady", cluster.nodesReady());
        fields.put("created", cluster.created().toString());
        fields.put("expires", cluster.expires().map(Instant::toString).orElse(null));
        fields.put("owner", cluster.owner().orElse(null));
        fields.put("createdBy", cluster.createdBy().orElse(null));
        fields.put("requestedBy", cluster.requestedBy().orElse(null));
        fields.put("exposure", cluster.exposure().orElse(null));
        fields.put("apiUrl", cluster.apiUrl().orElse(null));
        fields.put("skipped", cluster.skipped());
        return fields;
    }

    private String distribution() {
        return cluster.distribution().orElse(NOTHING);
    }

    private String nodes() {
        return "%d/%d".formatted(cluster.nodesReady(), cluster.nodes());
    }

    private String age() {
        return Age.of(Duration.between(cluster.created(), now));
    }

    private String expires() {
        Optional<Duration> left = cluster.expires().map(at -> Duration.between(now, at));
        return left.map(time -> time.isNegative() ? "expired" : "in " + Age.of(time))
                .orElse(NOTHING);
    }

    private String statusName() {
        String name = cluster.status().name();
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }

    private Table.Cell status(Style style) {
        String name = statusName();
        return new Table.Cell(
                name,
                switch (cluster.status()) {
                    case RUNNING -> style.good(name);
                    case FAILED -> style.bad(name);
                    case CREATING, DELETING -> style.waiting(name);
                });
    }
}
