package io.ksail.helm;

import io.ksail.chart.ChartRelease;
import io.ksail.internal.Causes;
import io.ksail.internal.Home;
import io.ksail.internal.Redaction;
import io.ksail.internal.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Charts that were fetched once, in {@code ~/.cache/ksail/charts} ({@code XDG_CACHE_HOME} beats {@code ~/.cache}), so that
 * the next cluster needs no repository. Only charts whose version is exact, and whose release says that they may be kept.
 */
record KeptCharts(Path directory) {

    private static final Logger LOG = LoggerFactory.getLogger(KeptCharts.class);
    private static final Pattern EXACT = Pattern.compile("v?\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?");

    static KeptCharts ofTheUser() {
        return new KeptCharts(Home.cache().resolve("charts"));
    }

    /** The same release, of the file that is kept, where there is one. */
    ChartRelease local(ChartRelease release) {
        return place(release).filter(Files::isRegularFile).map(release::ofFile).orElse(release);
    }

    /** Keeps what Helm has fetched into its own cache. To keep nothing is no failure. */
    void keep(ChartRelease release, Path helmsCache) {
        place(release).ifPresent(place -> {
            try {
                List<Path> fetched = archives(helmsCache.resolve("repository"));
                if (fetched.size() == 1) {
                    Files.createDirectories(directory);
                    Path part = Files.createTempFile(directory, ".fetched-", ".tgz");
                    Files.copy(fetched.get(0), part, StandardCopyOption.REPLACE_EXISTING);
                    Files.move(part, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException e) {
                LOG.debug("the chart of {} is not kept: {}", Redaction.scrubbed(release.toString()), Causes.message(e));
            }
        });
    }

    private static List<Path> archives(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.toString().endsWith(".tgz")).toList();
        }
    }

    /** Where it is kept; empty for one that may not be, or that is a file already. */
    Optional<Path> place(ChartRelease release) {
        boolean remote = release.repository().isPresent() || release.chart().contains("://");
        return release.version()
                .filter(version ->
                        release.kept() && remote && EXACT.matcher(version).matches())
                .map(version -> directory.resolve("%s-%s-%s.tgz"
                        .formatted(
                                release.chart().substring(release.chart().lastIndexOf('/') + 1),
                                version,
                                Sha256.beginningOf(release.repository().orElse("") + " " + release.chart()))));
    }
}
