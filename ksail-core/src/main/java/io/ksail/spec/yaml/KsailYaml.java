package io.ksail.spec.yaml;

import io.ksail.internal.Home;
import io.ksail.internal.Redaction;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ConfigFiles;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.KsailConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file {@code ksail.yaml} for the provider Kubernetes: KSail's format, with fields of our own under {@code
 * spec.provider.kubernetes}. Thread-safe.
 *
 * <p>Reading is strict. A file with mistakes is refused, and one {@link InvalidSpecException} names all of them with
 * line and column, what was expected and the nearest valid name. Environment variables are replaced in text, as KSail
 * does it: {@code ${NAME}} and {@code ${NAME:-default}}. Relative paths are relative to the file, and {@code ~} is the
 * user's home. What lies beside the file for a distribution ({@link ConfigFiles}) is read with it.
 *
 * <p>KSail's own fields are those of its JSON schema and of the pages "Declarative Configuration" and "Kubernetes Provider"
 * of its documentation. Ours are, in {@code spec.provider.kubernetes}, {@code kubernetesVersion}, {@code nodeImage}, {@code
 * chart}, {@code imageRegistry}, {@code operator}, {@code installOperator}, {@code serverArguments}, {@code readiness},
 * {@code exposure}, {@code lease}, {@code requestedBy}, {@code resources} and {@code registryMirrors}. {@code spec.editor},
 * {@code spec.workload}, {@code spec.chat}, {@code metadata.labels} and {@code metadata.annotations} are ignored, as they
 * say nothing about the cluster; KSail's other fields are mistakes when they ask for something, so that nobody believes they
 * had an effect.
 */
public final class KsailYaml {

    private KsailYaml() {}

    /**
     * Reads a file that names its cluster.
     *
     * @param file the file
     * @return what it says
     * @throws InvalidSpecException if it can't be read, or has mistakes
     */
    public static KsailConfig read(Path file) {
        return read(file, Optional.empty());
    }

    /**
     * Reads a file that may leave its cluster unnamed.
     *
     * @param file the file
     * @param unnamed what the cluster is called if the file does not say
     * @return what it says
     * @throws InvalidSpecException if it can't be read, or has mistakes
     */
    public static KsailConfig read(Path file, ClusterName unnamed) {
        return read(file, Optional.of(unnamed));
    }

    /**
     * Reads a resource, such as one on the class path, that may leave its cluster unnamed. In a jar it has no directory,
     * so relative paths in it are mistakes.
     *
     * @param resource where the file is
     * @param unnamed what the cluster is called if the file does not say
     * @return what it says
     * @throws InvalidSpecException if it can't be read, or has mistakes
     */
    public static KsailConfig read(URL resource, ClusterName unnamed) {
        Optional<Path> file = file(resource);
        if (file.isPresent()) {
            return read(file.get(), unnamed);
        }
        String name = resource.toString();
        try (InputStream input = resource.openStream()) {
            return withFiles(
                    reader(Optional.empty(), Optional.of(unnamed)).read(SourceText.read(name, input)),
                    filesBeside(resource));
        } catch (IOException e) {
            throw unreadable(name, e.toString());
        }
    }

    /**
     * Writes a configuration so that reading it gives an equal one.
     *
     * @param config what to write
     * @return the text of a {@code ksail.yaml}
     */
    public static String write(KsailConfig config) {
        return SpecWriter.write(config);
    }

    /**
     * The JSON schema (2020-12) of the file, for editors. It is also the resource {@code
     * /io/ksail/spec/ksail.schema.json}.
     *
     * @return the schema's text
     */
    public static String schema() {
        return JsonSchema.text();
    }

    private static KsailConfig read(Path file, Optional<ClusterName> unnamed) {
        String name = file.toString();
        if (Files.isDirectory(file)) {
            throw unreadable(name, "it is a directory");
        }
        if (!Files.exists(file)) {
            throw unreadable(name, "there is no such file");
        }
        try (InputStream input = Files.newInputStream(file)) {
            Path directory = file.toAbsolutePath().normalize().getParent();
            return withFiles(
                    reader(Optional.ofNullable(directory), unnamed).read(SourceText.read(name, input)),
                    directory == null ? ConfigFiles.NONE : ConfigFiles.in(directory));
        } catch (IOException e) {
            throw unreadable(name, e.toString());
        }
    }

    /** What is in a jar beside a resource; nothing where it is in something whose content can't be listed. */
    private static ConfigFiles filesBeside(URL resource) throws IOException {
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

    private static KsailConfig withFiles(KsailConfig config, ConfigFiles files) {
        return config.withCluster(
                config.cluster().toBuilder().configFiles(files).build());
    }

    private static SpecReader reader(Optional<Path> directory, Optional<ClusterName> unnamed) {
        return new SpecReader(directory, Home.directory(), System::getenv, unnamed);
    }

    private static Optional<Path> file(URL resource) {
        try {
            URI uri = resource.toURI();
            return "file".equals(uri.getScheme()) ? Optional.of(Path.of(uri)) : Optional.empty();
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return Optional.empty();
        }
    }

    private static InvalidSpecException unreadable(String name, String seen) {
        return new InvalidSpecException(
                "%s can't be read".formatted(Redaction.quoted(name)), seen, "name the right ksail.yaml");
    }
}
