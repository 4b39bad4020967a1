package io.ksail.junit;

import io.ksail.KsailException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which fabric8 is on the class path. A build tool may put it together from several versions, when nobody says which: then
 * a class or method is missing that one of its parts takes for granted.
 */
final class ClientVersions {

    private static final List<String> ARTIFACTS = List.of(
            "kubernetes-client",
            "kubernetes-client-api",
            "kubernetes-httpclient-jdk",
            "kubernetes-httpclient-jetty",
            "kubernetes-httpclient-okhttp",
            "kubernetes-httpclient-vertx",
            "kubernetes-httpclient-vertx-5",
            "kubernetes-model-common",
            "kubernetes-model-core");

    private ClientVersions() {}

    /**
     * A failure, in words about versions where those are its reason.
     *
     * @param failure any failure
     * @return what to throw
     */
    static Throwable explained(Throwable failure) {
        return Stream.iterate(failure, each -> each != null, Throwable::getCause)
                .filter(each -> isMissing(each) && isAboutTheClient(each))
                .findFirst()
                .<Throwable>map(missing -> new KsailException(
                        "The Kubernetes client on the class path can't be used",
                        "%s; io.fabric8's artifacts are of version %s".formatted(missing, versions()),
                        "have them all of one version, 7.0.1 or newer: import the BOM io.fabric8:kubernetes-client-bom,"
                                + " before others that say a version of them",
                        failure))
                .orElse(failure);
    }

    private static boolean isMissing(Throwable failure) {
        return failure instanceof NoClassDefFoundError
                || failure instanceof IncompatibleClassChangeError
                || failure instanceof VerifyError
                || failure instanceof ServiceConfigurationError
                || failure instanceof ClassNotFoundException;
    }

    private static boolean isAboutTheClient(Throwable failure) {
        return String.valueOf(failure.getMessage()).replace('/', '.').contains("io.fabric8.")
                || Arrays.stream(failure.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().startsWith("io.fabric8."));
    }

    private static String versions() {
        Map<String, List<String>> byVersion = new TreeMap<>();
        ARTIFACTS.forEach(artifact -> version(artifact).ifPresent(version -> byVersion
                .computeIfAbsent(version, each -> new ArrayList<>())
                .add(artifact)));
        return byVersion.isEmpty()
                ? "unknown"
                : byVersion.entrySet().stream()
                        .map(each -> each.getKey() + " (" + String.join(", ", each.getValue()) + ")")
                        .collect(Collectors.joining(", "));
    }

    /** As Maven leaves it in the artifact. */
    private static Optional<String> version(String artifact) {
        Properties properties = new Properties();
        try (InputStream file = ClientVersions.class.getResourceAsStream(
                "/META-INF/maven/io.fabric8/" + artifact + "/pom.properties")) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException unreadable) {
            // Then it is not known.
        }
        return Optional.ofNullable(properties.getProperty("version"));
    }
}
