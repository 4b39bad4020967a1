package io.ksail.spec.yaml;

import io.ksail.internal.DistributionDescriptor;
import io.ksail.internal.KubeconfigPath;
import io.ksail.spec.ChartChoice;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.DistributionType;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.KsailConfig;
import io.ksail.spec.NodeResources;
import io.ksail.spec.Persistence;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects what the fields of a file say until all have been read. */
final class ConfigDraft {

    /** What KSail leaves out of the files that it writes. */
    static final String DEFAULT_DISTRIBUTION = DistributionType.VANILLA;

    static final String VARIABLE = "the name of an environment variable";

    private static final ClusterName NOT_YET_NAMED = new ClusterName("unnamed");
    private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Where KSail has the configuration of K3s, which is for clusters in Docker. */
    private static final String OF_K3D = "k3d.yaml";

    private final ClusterSpecBuilder cluster = ClusterSpec.named(NOT_YET_NAMED).distribution(DEFAULT_DISTRIBUTION);
    private final Optional<Path> directory;
    private final Path home;
    private final UnaryOperator<@Nullable String> environment;
    private String distribution = DEFAULT_DISTRIBUTION;
    private Optional<String> kubernetesVersion = Optional.empty();
    private Persistence persistence = Persistence.EPHEMERAL;
    private NodeResources resources = NodeResources.DEFAULT;
    private ChartChoice chart = ChartChoice.DEFAULT;
    private KsailConfig config = KsailConfig.of(cluster.build());

    /**
     * Begins a draft.
     *
     * @param directory what relative paths are relative to; empty where there is no such directory
     * @param home what {@code ~} stands for
     * @param environment the values of environment variables
     */
    ConfigDraft(Optional<Path> directory, Path home, UnaryOperator<@Nullable String> environment) {
        this.directory = directory;
        this.home = home;
        this.environment = environment;
    }

    ClusterSpecBuilder cluster() {
        return cluster;
    }

    void name(ClusterName name) {
        cluster.name(name);
    }

    void distribution(String name) {
        distribution = name;
        cluster.distribution(name);
    }

    /** Takes the place that is read anyhow. */
    void distributionConfig(String path) {
        Optional<String> its = DistributionDescriptor.of(distribution).configName();
        String expected = its.orElse(OF_K3D);
        if (!path.replaceAll("^\\./|/+$", "").equals(expected)) {
            throw its.isEmpty()
                    ? new InvalidSpecException(path, "no file configures %s here".formatted(distribution), "remove it")
                    : new InvalidSpecException(
                            path,
                            "the configuration of %s is read from %s beside this file only"
                                    .formatted(distribution, expected),
                            "move it there, and remove this field");
        }
    }

    /** Takes the version from either place; two that differ are a mistake. */
    void kubernetesVersion(String version) {
        kubernetesVersion.filter(other -> !other.equals(version)).ifPresent(other -> {
            throw new InvalidSpecException(
                    version, "spec.cluster.kubernetesVersion is another one, " + other, "give one of them");
        });
        kubernetesVersion = Optional.of(version);
        cluster.kubernetesVersion(version);
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

    void hostKubeconfigVariable(String name) {
        value(name)
                .ifPresent(path ->
                        config = config.withHostKubeconfig(KubeconfigPath.of("environment variable " + name, path)));
    }

    void hostContextVariable(String name) {
        value(name).ifPresent(this::hostContext);
    }

    private Optional<String> value(String variable) {
        if (!VARIABLE_NAME.matcher(variable).matches()) {
            throw new InvalidSpecException(
                    variable, "it is no name of an environment variable", "write it like KSAIL_HOST_KUBECONFIG");
        }
        return Optional.ofNullable(environment.apply(variable)).filter(text -> !text.isBlank());
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
