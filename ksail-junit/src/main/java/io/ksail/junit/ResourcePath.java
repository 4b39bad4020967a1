package io.ksail.junit;

import io.ksail.spec.InvalidSpecException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/** Turns {@code classpath:} and the name of a resource into the path of a file, for programs that know no class path. */
final class ResourcePath {

    private static final String ON_CLASS_PATH = "classpath:";

    private ResourcePath() {}

    static String of(String location, Class<?> testClass) {
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
}
