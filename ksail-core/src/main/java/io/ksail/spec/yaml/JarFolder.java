package io.ksail.spec.yaml;

import io.ksail.spec.ConfigFiles;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/** The folder in a jar that a resource lies in. */
final class JarFolder {

    private JarFolder() {}

    /** None where the resource is in something whose content can't be listed. */
    static ConfigFiles filesBeside(URL resource) throws IOException {
        URLConnection connection = resource.openConnection();
        if (!(connection instanceof JarURLConnection jar)
                || !"file".equals(jar.getJarFileURL().getProtocol())) {
            return ConfigFiles.NONE;
        }
        try (FileSystem files =
                FileSystems.newFileSystem(Path.of(jar.getJarFileURL().toURI()), (ClassLoader) null)) {
            return ConfigFiles.in(files.getPath("/").resolve(jar.getEntryName()).getParent());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}
