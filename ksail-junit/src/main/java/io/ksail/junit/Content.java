package io.ksail.junit;

import io.ksail.chart.ChartRelease;
import io.ksail.cluster.Cluster;
import io.ksail.content.ClusterContent;
import io.ksail.content.ClusterCustomizer;
import io.ksail.content.Manifests;
import io.ksail.image.ImageSource;
import io.ksail.internal.Durations;
import io.ksail.internal.UserPath;
import io.ksail.spec.InvalidSpecException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * What a declaration puts into its cluster. Everything is read when this is made, so that what is missing is said before
 * anything is created.
 */
final class Content {

    private static final String TIMEOUT_PARAMETER = "ksail.contentTimeout";
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    /** As Helm has them. */
    private static final Pattern RELEASE_NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private static final String ON_CLASS_PATH = "classpath:";
    private static final int RELEASE_NAME_LENGTH = 53;

    private final ClusterContent content;

    private Content(ClusterContent content) {
        this.content = content;
    }

    /**
     * Reads a declaration.
     *
     * @param declaration what is declared
     * @param testClass whose class path has the resources
     * @param parameters the configuration parameters
     */
    static Content declaredBy(
            NestedCluster declaration, Class<?> testClass, Function<String, Optional<String>> parameters) {
        return of(declaration, testClass, parameters, customizers(declaration));
    }

    /** The same without the user's own code. */
    static Content withoutCustomizers(
            NestedCluster declaration, Class<?> testClass, Function<String, Optional<String>> parameters) {
        return of(declaration, testClass, parameters, List.of());
    }

    /** The user's own code alone. */
    static Content onlyCustomizers(NestedCluster declaration, Function<String, Optional<String>> parameters) {
        return new Content(new ClusterContent(
                List.of(), Manifests.from(), List.of(), customizers(declaration), timeout(declaration, parameters)));
    }

    private static Content of(
            NestedCluster declaration,
            Class<?> testClass,
            Function<String, Optional<String>> parameters,
            List<ClusterCustomizer> customizers) {
        return new Content(new ClusterContent(
                Arrays.stream(declaration.images()).map(ImageSource::of).toList(),
                Manifests.from(testClass.getClassLoader(), declaration.manifests()),
                Arrays.stream(declaration.helm())
                        .map(release -> release(release, testClass))
                        .toList(),
                customizers,
                timeout(declaration, parameters)));
    }

    private static List<ClusterCustomizer> customizers(NestedCluster declaration) {
        return Arrays.stream(declaration.customizers()).map(Content::customizer).toList();
    }

    /** What those who share a cluster have to agree on: the declaration itself, as text. */
    static Map<String, String> asText(NestedCluster declaration) {
        return Map.of(
                "images",
                Arrays.toString(declaration.images()),
                "manifests",
                Arrays.toString(declaration.manifests()),
                "helm",
                Arrays.toString(declaration.helm()),
                "customizers",
                Arrays.toString(declaration.customizers()));
    }

    /** Puts it into a cluster that others are waiting for. */
    void prepare(Cluster cluster) {
        content.putInto(cluster);
    }

    /** Puts it into a cluster; if that fails, the cluster is closed. */
    Cluster putInto(Cluster cluster) {
        try {
            content.putInto(cluster);
            return cluster;
        } catch (RuntimeException | Error e) {
            try {
                cluster.close();
            } catch (RuntimeException onTop) {
                e.addSuppressed(onTop);
            }
            throw e;
        }
    }

    private static ChartRelease release(HelmRelease declared, Class<?> testClass) {
        if (declared.chart().isBlank()) {
            throw new InvalidSpecException(
                    "The chart of a Helm release of %s can't be used".formatted(testClass.getName()),
                    "@HelmRelease has chart = \"%s\", which names none".formatted(declared.chart()),
                    "give a directory, a .tgz, a URL (oci:// or https://), or a chart's name in the repository");
        }
        String chart = path(declared.chart(), testClass);
        String name = declared.name().isBlank() ? nameFor(declared.chart()) : declared.name();
        if (name.length() > RELEASE_NAME_LENGTH || !RELEASE_NAME.matcher(name).matches()) {
            throw new InvalidSpecException(
                    "The Helm release '%s' of chart '%s' can't be used".formatted(name, declared.chart()),
                    (declared.name().isBlank() ? "its name, the last part of the chart," : "its name")
                            + " is no DNS label of at most %d characters".formatted(RELEASE_NAME_LENGTH),
                    "give it one: @HelmRelease(name = \"…\")");
        }
        ChartRelease release = ChartRelease.of(name, chart).withNamespace(declared.namespace());
        if (!declared.repository().isBlank()) {
            release = release.withRepository(declared.repository());
        }
        if (!declared.version().isBlank()) {
            release = release.withVersion(declared.version());
        }
        for (String file : declared.values()) {
            release = release.withValues(UserPath.of(path(file, testClass)));
        }
        for (String value : declared.set()) {
            int equals = value.indexOf('=');
            if (equals < 1) {
                throw new InvalidSpecException(
                        "The value '%s' for the Helm release %s can't be used".formatted(value, name),
                        "it is not of the form path=value",
                        "write it like image.tag=dev");
            }
            release = release.withValue(value.substring(0, equals), value.substring(equals + 1));
        }
        return declared.waiting() ? release : release.withoutWaiting();
    }

    /** The last part of a path or URL, without what says the version or the format. */
    static String nameFor(String chart) {
        String last = chart.replaceFirst("/+$", "").replaceFirst(".*[/:]", "");
        return last.replaceFirst("(-v?\\d+\\..*)?(\\.tgz|\\.tar\\.gz)$", "");
    }

    /** Helm knows no class path: a resource is given as the file that it is. */
    private static String path(String location, Class<?> testClass) {
        if (!location.startsWith(ON_CLASS_PATH)) {
            return location;
        }
        String resource = location.substring(ON_CLASS_PATH.length()).replaceFirst("^/", "");
        URL found = testClass.getClassLoader().getResource(resource);
        if (found == null || !"file".equals(found.getProtocol())) {
            throw new InvalidSpecException(
                    "The resource '%s' of %s can't be given to Helm".formatted(location, testClass.getName()),
                    found == null ? "the class path has no resource " + resource : "it is no file, but " + found,
                    "put it into src/test/resources, or give a path without classpath:");
        }
        try {
            return Path.of(found.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ClusterCustomizer customizer(Class<? extends ClusterCustomizer> type) {
        if (Modifier.isAbstract(type.getModifiers())) {
            throw unusable(type, "it is abstract", null);
        }
        try {
            return ReflectionSupport.newInstance(type);
        } catch (RuntimeException e) {
            throw unusable(type, String.valueOf(e), e);
        }
    }

    private static InvalidSpecException unusable(Class<?> type, String seen, @Nullable RuntimeException cause) {
        InvalidSpecException unusable = new InvalidSpecException(
                "The customizer %s can't be made".formatted(type.getName()),
                seen,
                "give a class, static if it is nested, with a constructor without parameters");
        unusable.initCause(cause);
        return unusable;
    }

    private static Duration timeout(NestedCluster declaration, Function<String, Optional<String>> parameters) {
        Optional<String> parameter = parameters.apply(TIMEOUT_PARAMETER).filter(text -> !text.isBlank());
        String where =
                parameter.isPresent() ? "configuration parameter " + TIMEOUT_PARAMETER : "attribute contentTimeout";
        return parameter
                .or(() -> Optional.of(declaration.contentTimeout()).filter(text -> !text.isBlank()))
                .map(text -> Durations.parse(text)
                        .orElseThrow(() -> new InvalidSpecException(
                                "The %s '%s' can't be used".formatted(where, text),
                                "it " + Durations.whatIsWrongWith(text),
                                "write it like 90s, 3m, 1m30s or PT3M")))
                .orElse(TIMEOUT);
    }
}
