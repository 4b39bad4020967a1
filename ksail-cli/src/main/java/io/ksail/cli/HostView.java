package io.ksail.cli;

import io.ksail.testcontainers.internal.HostLeases.Holder;
import io.ksail.testcontainers.internal.RunningHost;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An embedded host as it is shown.
 *
 * @param host the host
 * @param use who uses it; empty when it does not say
 */
record HostView(RunningHost host, Optional<RunningHost.Use> use) {

    private static final String NOTHING = "-";
    private static final String UNKNOWN = "?";
    private static final String UNTIL_DOWN = "host down";

    static HostView of(RunningHost host) {
        try {
            return new HostView(host, Optional.of(host.use()));
        } catch (IllegalStateException notTold) {
            return new HostView(host, Optional.empty());
        }
    }

    static String table(List<HostView> hosts, Instant now) {
        Table table = new Table(List.of("NAME", "STATUS", "AGE", "KEPT FOR", "CLUSTERS", "USED BY", "IMAGE"));
        hosts.forEach(
                host -> table.add(host.row(now).stream().map(Table.Cell::of).toList()));
        return table.toString();
    }

    private List<String> row(Instant now) {
        return List.of(
                host.name(),
                use.isPresent() ? host.state() : host.state() + ", no answer",
                Age.of(Duration.between(host.created(), now)),
                use.map(said -> keptFor(said, now)).orElse(UNKNOWN),
                use.map(said -> listed(said.clusters())).orElse(UNKNOWN),
                use.map(said -> listed(said.processes())).orElse(UNKNOWN),
                host.image());
    }

    Map<String, @Nullable Object> fields(Instant now) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", host.name());
        fields.put("status", host.state());
        fields.put("created", host.created().toString());
        fields.put("image", host.image());
        fields.put("answers", use.isPresent());
        fields.put("keptFor", use.map(said -> keptFor(said, now)).orElse(null));
        fields.put("usedBy", use.map(RunningHost.Use::processes).orElse(null));
        fields.put("clusters", use.map(RunningHost.Use::clusters).orElse(null));
        return fields;
    }

    /** Who would lose something. */
    static String use(RunningHost.Use use) {
        List<String> parts = new ArrayList<>();
        if (!use.clusters().isEmpty()) {
            parts.add("clusters on it: " + listed(use.clusters()));
        }
        if (!use.processes().isEmpty()) {
            parts.add("used by " + listed(use.processes()));
        }
        return String.join("\n", parts);
    }

    private static String keptFor(RunningHost.Use use, Instant now) {
        Optional<Holder> last = use.holders().stream()
                .filter(holder -> holder.process().isEmpty())
                .max(Comparator.comparing(Holder::until));
        return last.map(holder -> holder.isForGood() ? UNTIL_DOWN : Age.of(Duration.between(now, holder.until())))
                .orElse(NOTHING);
    }

    private static String listed(List<String> words) {
        return words.isEmpty() ? NOTHING : words.stream().sorted().collect(Collectors.joining(", "));
    }
}
