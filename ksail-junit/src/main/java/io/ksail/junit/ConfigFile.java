package io.ksail.junit;

import io.ksail.spec.ClusterName;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.KsailConfig;
import io.ksail.spec.yaml.KsailYaml;
import java.net.URL;
import java.nio.file.Path;

/** The {@code ksail.yaml} that a test class names: a path, or a resource on its class path. */
final class ConfigFile {

    private static final String ON_CLASS_PATH = "classpath:";

    private ConfigFile() {}

    static KsailConfig read(String location, Class<?> testClass) {
        ClusterName unnamed = ClusterName.generatedFor(testClass);
        if (!location.startsWith(ON_CLASS_PATH)) {
            return KsailYaml.read(Path.of(location), unnamed);
        }
        String resource = location.substring(ON_CLASS_PATH.length());
        String absolute = resource.startsWith("/") ? resource.substring(1) : resource;
        URL found = testClass.getClassLoader().getResource(absolute);
        if (found == null) {
            throw new InvalidSpecException(
                    "The configuration '%s' of %s can't be read".formatted(location, testClass.getName()),
                    "the class path has no resource " + absolute,
                    "put the file into src/test/resources, or give a path without classpath:");
        }
        return KsailYaml.read(found, unnamed);
    }
}
