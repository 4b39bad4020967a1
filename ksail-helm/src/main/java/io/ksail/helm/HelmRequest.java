package io.ksail.helm;

import io.ksail.chart.ChartRelease;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What Helm is asked for, credentials included. It is handed over by standard input, so that nothing of it is seen in the
 * list of processes.
 */
record HelmRequest(Properties wanted) {

    private static final String VALUES = "values.";
    private static final String SET = "set:";
    private static final String KUBECONFIG = "kubeconfig";

    static HelmRequest of(ChartRelease release, String kubeconfig, Duration limit) {
        Properties properties = new Properties();
        properties.setProperty(KUBECONFIG, kubeconfig);
        properties.setProperty("name", release.name());
        properties.setProperty("chart", release.chart());
        properties.setProperty("namespace", release.namespace());
        properties.setProperty("waiting", String.valueOf(release.waiting()));
        properties.setProperty("fresh", String.valueOf(release.fresh()));
        properties.setProperty("seconds", String.valueOf(Math.max(1, limit.toSeconds())));
        release.repository().ifPresent(url -> properties.setProperty("repository", url));
        release.version().ifPresent(version -> properties.setProperty("version", version));
        for (int i = 0; i < release.values().size(); i++) {
            properties.setProperty(
                    VALUES + "%05d".formatted(i),
                    release.values().get(i).toAbsolutePath().toString());
        }
        release.set().forEach((path, value) -> properties.setProperty(SET + path, value));
        return new HelmRequest(properties);
    }

    /** Told with its length, as the stream goes on: it is open for as long as somebody waits for the answer. */
    void write(OutputStream stream) throws IOException {
        StringWriter text = new StringWriter();
        wanted.store(text, null);
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        DataOutputStream out = new DataOutputStream(stream);
        out.writeInt(bytes.length);
        out.write(bytes);
        out.flush();
    }

    /** Read by the process that works for us. */
    static HelmRequest read(InputStream stream) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        Properties properties = new Properties();
        properties.load(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
        return new HelmRequest(properties);
    }

    String kubeconfig() {
        return wanted.getProperty(KUBECONFIG);
    }

    /** Files of values, in their order. */
    Iterable<Path> values() {
        return startingWith(VALUES).values().stream().map(Path::of).toList();
    }

    /** Single values by their paths. */
    Map<String, String> set() {
        return startingWith(SET);
    }

    private Map<String, String> startingWith(String prefix) {
        Map<String, String> found = new TreeMap<>();
        wanted.stringPropertyNames().stream()
                .filter(key -> key.startsWith(prefix))
                .forEach(key -> found.put(key.substring(prefix.length()), wanted.getProperty(key)));
        return found;
    }

    /** Helm keeps what it downloads, and its list of repositories, in the user's home; ours is our own. */
    boolean needsNothingOfTheUsers() {
        return wanted.containsKey("repository") || wanted.getProperty("chart").contains("://");
    }

    /** Holds credentials. */
    @Override
    public String toString() {
        return "request for " + wanted.getProperty("name");
    }
}
