package io.ksail.content;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Manifests on the class path, in directories or in jars.
 *
 * @param location what was written
 * @param resource the resource, directory or glob in it
 */
record ManifestResources(String location, String resource) {

    List<ManifestFile> read(ClassLoader loader) {
        ManifestTree tree = ManifestTree.at(resource.startsWith("/") ? resource.substring(1) : resource);
        String root =
                tree.root().endsWith("/") ? tree.root().substring(0, tree.root().length() - 1) : tree.root();
        List<ManifestFile> files = new ArrayList<>();
        try {
            List<URL> found = Collections.list(loader.getResources(root));
            if (found.isEmpty()) {
                throw ManifestFile.unreadable(
                        location,
                        "the class path has no resource " + root,
                        "put the file into src/test/resources, or give a path without classpath:");
            }
            for (URL url : found) {
                files.addAll(read(tree, url));
            }
        } catch (IOException | URISyntaxException | IllegalArgumentException e) {
            throw ManifestFile.unreadable(location, String.valueOf(e), "give a file or directory on the class path", e);
        }
        return files;
    }

    private static List<ManifestFile> read(ManifestTree tree, URL found) throws IOException, URISyntaxException {
        if (found.openConnection() instanceof JarURLConnection jar) {
            URI file = jar.getJarFileURL().toURI();
            try (FileSystem inside = FileSystems.newFileSystem(Path.of(file))) {
                return tree.read(inside.getPath(jar.getEntryName()), ManifestResources::name);
            }
        }
        Path start = Path.of(found.toURI());
        return tree.read(start, ManifestResources::name);
    }

    private static String name(Path file) {
        return file.toString();
    }
}
