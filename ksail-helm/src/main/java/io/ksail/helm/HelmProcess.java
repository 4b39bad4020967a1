package io.ksail.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.jni.HelmLib;
import com.marcnuri.helm.jni.NativeLibrary;
import io.ksail.internal.OwnDirectory;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A JVM of its own for Helm. In ours, Helm's library would take over SIGTERM and SIGINT for good, so that shutdown hooks
 * no longer ran; it could not be ended before its time; and it is not made for several at once.
 */
final class HelmProcess implements AutoCloseable {

    private static final Set<String> OF_THE_USER =
            Set.of("HELM_CONFIG_HOME", "HELM_DATA_HOME", "HELM_REGISTRY_CONFIG", "HELM_CACHE_HOME");

    /** What Go calls what Java calls otherwise. */
    private static final Map<String, String> ARCHITECTURES = Map.of("x86_64", "amd64", "aarch64", "arm64");

    /** The first release of Java that warns of native code. */
    private static final int WARNS_OF_NATIVE_CODE = 24;

    /** Whatever Helm, its library or its plugins write is for its owner only. */
    private static final List<String> FOR_THE_OWNER_ONLY = List.of("/bin/sh", "-c", "umask 077 && exec \"$@\"", "helm");

    private final OwnDirectory directory;
    private final Path answer;
    private final Path log;
    private final Process process;

    private HelmProcess(OwnDirectory directory, Path answer, Path log, Process process) {
        this.directory = directory;
        this.answer = answer;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param directory what it may write to; when the process is closed, it writes no more
     */
    static HelmProcess started(HelmRequest request, OwnDirectory directory) throws IOException {
        Path answer = directory.file("answer.txt");
        Path log = directory.file("log.txt");
        ProcessBuilder builder = new ProcessBuilder(command(directory))
                .redirectOutput(answer.toFile())
                .redirectError(log.toFile());
        Map<String, String> environment = builder.environment();
        // What the user has set for the command line of Helm is meant for other clusters.
        environment.keySet().removeIf(name -> name.startsWith("HELM_") && !OF_THE_USER.contains(name));
        environment.remove("KUBECONFIG");
        environment.put("TMPDIR", directory.path().toString());
        if (request.needsNothingOfTheUsers()) {
            environment.put("HELM_CACHE_HOME", cache(directory).toString());
            // helm-java has an option for it, which it forgets when an upgrade turns out to be an installation.
            environment.put(
                    "HELM_REPOSITORY_CONFIG",
                    directory.path().resolve("repositories.yaml").toString());
        }
        HelmProcess helm = new HelmProcess(directory, answer, log, builder.start());
        try {
            request.write(helm.process.getOutputStream());
        } catch (IOException e) {
            // It has ended before it was asked; what it says of that is told.
            return helm;
        }
        return helm;
    }

    private static List<String> command(OwnDirectory directory) throws IOException {
        Stream<String> owner =
                Files.isExecutable(Path.of(FOR_THE_OWNER_ONLY.get(0))) ? FOR_THE_OWNER_ONLY.stream() : Stream.empty();
        Stream<String> options = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Djava.io.tmpdir=" + directory.path(),
                "-Djna.tmpdir=" + directory.path());
        Stream<String> quiet = Runtime.version().feature() >= WARNS_OF_NATIVE_CODE
                ? Stream.of("--enable-native-access=ALL-UNNAMED")
                : Stream.empty();
        return Stream.of(
                        owner,
                        options,
                        quiet,
                        Stream.of(
                                "-cp",
                                classPath(directory),
                                HelmProgram.class.getName(),
                                directory.path().toString()))
                .flatMap(part -> part)
                .toList();
    }

    /** Where the few classes are that Helm needs; our own class path may have another version of some. */
    private static String classPath(OwnDirectory directory) throws IOException {
        Set<String> places = new LinkedHashSet<>();
        try {
            Optional<Class<?>> library = library(System.getProperty("os.name"), System.getProperty("os.arch"));
            if (library.isPresent()) {
                places.add(choice(library.get(), directory).toString());
                places.add(place(library.get()));
            }
            places.add(place(HelmProgram.class));
            places.add(place(Helm.class));
            places.add(place(HelmLib.class));
            places.add(place(Class.forName("com.sun.jna.Native", false, HelmLib.class.getClassLoader())));
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IOException(e);
        }
        return String.join(File.pathSeparator, places);
    }

    /** helm-java takes the first library that it finds, whatever that was built for; one jar may hold several. */
    private static Path choice(Class<?> library, OwnDirectory directory) throws IOException {
        Path jar = directory.file("library.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("META-INF/services/" + NativeLibrary.class.getName()));
            zip.write(library.getName().getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    /**
     * Helm's library for a machine, by the name of its package.
     *
     * @param system what Java calls the system
     * @param architecture what Java calls the processor
     * @return empty when it is not on the class path; helm-java then downloads it
     */
    static Optional<Class<?>> library(String system, String architecture) {
        String here = packageOf(system, architecture);
        return ServiceLoader.load(NativeLibrary.class).stream()
                .<Class<?>>map(ServiceLoader.Provider::type)
                .filter(type -> type.getPackageName().endsWith(here))
                .findFirst();
    }

    static String packageOf(String system, String architecture) {
        String name = system.toLowerCase(Locale.ROOT);
        String os = name.startsWith("windows") ? "windows" : name.startsWith("mac") ? "darwin" : name;
        return ".%s.%s".formatted(os, ARCHITECTURES.getOrDefault(architecture, architecture));
    }

    private static String place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    /** Where Helm has put what it fetched. */
    Path cache() {
        return cache(directory);
    }

    private static Path cache(OwnDirectory directory) {
        return directory.path().resolve("cache");
    }

    CompletableFuture<Process> ended() {
        return process.onExit();
    }

    boolean wasSuccessful() {
        return process.exitValue() == 0;
    }

    /** What Helm says; where it could say nothing, what its process has left. */
    String output() throws IOException {
        String said = Files.readString(answer).strip();
        return said.isEmpty()
                ? "its process ended with exit code %d: %s"
                        .formatted(process.exitValue(), Files.readString(log).strip())
                : said;
    }

    /** Its files can only be deleted when it is gone. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
