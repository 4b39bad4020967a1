package io.ksail.helm;

import io.ksail.chart.ChartRelease;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What Helm is asked for, as files in a directory of its own: nothing of it is seen in the list of processes.
 *
 * @param directory where the files are
 */
record HelmRequest(Path directory) {

    private static final String VALUES = "values.";
    private static final String SET = "set:";

    static HelmRequest written(Path directory, ChartRelease release, String kubeconfig, Duration limit)
            throws IOException {
        HelmRequest request = new HelmRequest(directory);
        Files.writeString(request.kubeconfig(), kubeconfig);
        Properties properties = new Properties();
        properties.setProperty("name", release.name());
        properties.setProperty("chart", release.chart());
        properties.setProperty("namespace", release.namespace());
        properties.setProperty("waiting", String.valueOf(release.waiting()));
        properties.setProperty("seconds", String.valueOf(Math.max(1, limit.toSeconds())));
        release.repository().ifPresent(url -> properties.setProperty("repository", url));
        release.version().ifPresent(version -> properties.setProperty("version", version));
        for (int i = 0; i < release.values().size(); i++) {
            properties.setProperty(
                    VALUES + "%05d".formatted(i),
                    release.values().get(i).toAbsolutePath().toString());
        }
        release.set().forEach((path, value) -> properties.setProperty(SET + path, value));
        try (Writer file = Files.newBufferedWriter(request.properties())) {
            properties.store(file, null);
        }
        return request;
    }

    /** Read by the process that works for us. */
    Properties read() throws IOException {
        Properties properties = new Properties();
        try (Reader file = Files.newBufferedReader(properties())) {
            properties.load(file);
        }
        return properties;
    }

    /** Files of values, in their order. */
    static Iterable<Path> values(Properties request) {
        return startingWith(VALUES, request).values().stream().map(Path::of).toList();
    }

    /** Single values by their paths. */
    static Map<String, String> set(Properties request) {
        return startingWith(SET, request);
    }

    private static Map<String, String> startingWith(String prefix, Properties request) {
        Map<String, String> found = new TreeMap<>();
        request.stringPropertyNames().stream()
                .filter(key -> key.startsWith(prefix))
                .forEach(key -> found.put(key.substring(prefix.length()), request.getProperty(key)));
        return found;
    }

    /** Helm keeps what it downloads, and its list of repositories, in the user's home; ours is our own. */
    boolean needsNothingOfTheUsers() throws IOException {
        Properties request = read();
        String chart = request.getProperty("chart");
        return request.containsKey("repository")
                || URI.create(chart.replace(' ', '+')).getScheme() != null;
    }

    Path properties() {
        return directory.resolve("request.properties");
    }

    Path kubeconfig() {
        return directory.resolve("kubeconfig.yaml");
    }

    Path repositories() {
        return directory.resolve("repositories.yaml");
    }

    Path cache() {
        return directory.resolve("cache");
    }

    Path answer() {
        return directory.resolve("answer.txt");
    }

    Path log() {
        return directory.resolve("log.txt");
    }
}
