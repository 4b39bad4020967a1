package io.ksail.spec.yaml;

import io.ksail.internal.KubeconfigPath;
import io.ksail.spec.ChartChoice;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.KsailConfig;
import io.ksail.spec.NodeResources;
import io.ksail.spec.Persistence;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Collects what the fields of a file say until all have been read. */
final class ConfigDraft {

    private static final ClusterName NOT_YET_NAMED = new ClusterName("unnamed");

    private final ClusterSpecBuilder cluster = ClusterSpec.named(NOT_YET_NAMED);
    private final Optional<Path> directory;
    private final Path home;
    private Persistence persistence = Persistence.EPHEMERAL;
    private NodeResources resources = NodeResources.DEFAULT;
    private ChartChoice chart = ChartChoice.DEFAULT;
    private KsailConfig config = KsailConfig.of(cluster.build());

    /**
     * Begins a draft.
     *
     * @param directory what relative paths are relative to; empty where there is no such directory
     * @param home what {@code ~} stands for
     */
    ConfigDraft(Optional<Path> directory, Path home) {
        this.directory = directory;
        this.home = home;
    }

    ClusterSpecBuilder cluster() {
        return cluster;
    }

    void name(ClusterName name) {
        cluster.name(name);
    }

    void persistence(UnaryOperator<Persistence> change) {
        persistence = change.apply(persistence);
    }

    void resources(UnaryOperator<NodeResources> change) {
        resources = change.apply(resources);
    }

    void chart(UnaryOperator<ChartChoice> change) {
        chart = change.apply(chart);
    }

    /** A path, unless it is a URL or the name of a chart in a repository. */
    void chartName(String name) {
        boolean isPath = !name.contains("://")
                && (name.contains("/") || name.endsWith(".tgz") || name.startsWith(".") || name.startsWith("~"));
        String chosen = isPath ? path(name).toString() : name;
        chart(choice -> choice.withName(chosen));
    }

    void hostKubeconfig(String path) {
        config = config.withHostKubeconfig(path(KubeconfigPath.checked("field", path)));
    }

    void hostContext(String name) {
        config = config.withHostContext(name);
    }

    void kubeconfig(String path) {
        config = config.withKubeconfig(path(KubeconfigPath.checked("field", path)));
    }

    void context(String name) {
        config = config.withContext(name);
    }

    KsailConfig build() {
        return config.withCluster(cluster.persistence(persistence)
                .resources(resources)
                .chart(chart)
                .build());
    }

    private Path path(String text) {
        try {
            if (text.equals("~") || text.startsWith("~/")) {
                return home.resolve(text.length() < 2 ? "" : text.substring(2)).normalize();
            }
            if (text.startsWith("~")) {
                throw new InvalidSpecException(
                        text, "another user's home is not looked up", "write the whole path, or begin it with ~/");
            }
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path;
            }
            return directory
                    .orElseThrow(() -> new InvalidSpecException(
                            text,
                            "it is relative, and this ksail.yaml lies in no directory",
                            "write the whole path, or begin it with ~/"))
                    .resolve(path)
                    .normalize();
        } catch (InvalidPathException e) {
            throw new InvalidSpecException(text, "it is not a path", "write it like ~/.kube/config");
        }
    }
}
