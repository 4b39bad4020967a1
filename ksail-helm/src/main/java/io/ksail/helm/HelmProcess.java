package io.ksail.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.jni.HelmLib;
import com.marcnuri.helm.jni.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A JVM of its own for Helm. In ours, Helm's library would take over SIGTERM and SIGINT for good, so that shutdown hooks
 * no longer ran; it could not be ended before its time; and it is not made for several at once.
 */
final class HelmProcess implements AutoCloseable {

    private static final Set<String> OF_THE_USER =
            Set.of("HELM_CONFIG_HOME", "HELM_DATA_HOME", "HELM_REGISTRY_CONFIG", "HELM_CACHE_HOME");

    /** The first release of Java that warns of native code. */
    private static final int WARNS_OF_NATIVE_CODE = 24;

    private final HelmRequest request;
    private final Process process;

    private HelmProcess(HelmRequest request, Process process) {
        this.request = request;
        this.process = process;
    }

    static HelmProcess started(HelmRequest request) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(request))
                .redirectOutput(request.answer().toFile())
                .redirectError(request.log().toFile());
        Map<String, String> environment = builder.environment();
        // What the user has set for the command line of Helm is meant for other clusters.
        environment.keySet().removeIf(name -> name.startsWith("HELM_") && !OF_THE_USER.contains(name));
        environment.remove("KUBECONFIG");
        if (request.needsNothingOfTheUsers()) {
            environment.put("HELM_CACHE_HOME", request.cache().toString());
            // helm-java has an option for it, which it forgets when an upgrade turns out to be an installation.
            environment.put("HELM_REPOSITORY_CONFIG", request.repositories().toString());
        }
        return new HelmProcess(request, builder.start());
    }

    private static List<String> command(HelmRequest request) throws IOException {
        Stream<String> options = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Djava.io.tmpdir=" + request.directory());
        Stream<String> quiet = Runtime.version().feature() >= WARNS_OF_NATIVE_CODE
                ? Stream.of("--enable-native-access=ALL-UNNAMED")
                : Stream.empty();
        return Stream.of(
                        options,
                        quiet,
                        Stream.of(
                                "-cp",
                                classPath(),
                                HelmProgram.class.getName(),
                                request.directory().toString()))
                .flatMap(part -> part)
                .toList();
    }

    /** Where the few classes are that Helm needs; our own class path may have another version of some. */
    private static String classPath() throws IOException {
        Set<String> places = new LinkedHashSet<>();
        try {
            places.add(place(HelmProgram.class));
            places.add(place(Helm.class));
            places.add(place(HelmLib.class));
            places.add(place(Class.forName("com.sun.jna.Native", false, HelmLib.class.getClassLoader())));
            for (ServiceLoader.Provider<NativeLibrary> library :
                    ServiceLoader.load(NativeLibrary.class).stream().toList()) {
                places.add(place(library.type()));
            }
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IOException(e);
        }
        return String.join(File.pathSeparator, places);
    }

    private static String place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    CompletableFuture<Process> ended() {
        return process.onExit();
    }

    boolean wasSuccessful() {
        return process.exitValue() == 0;
    }

    /** What Helm says; where it could say nothing, what its process has left. */
    String words() throws IOException {
        String answer = Files.readString(request.answer()).strip();
        return answer.isEmpty()
                ? "its process ended with exit code %d: %s"
                        .formatted(
                                process.exitValue(),
                                Files.readString(request.log()).strip())
                : answer;
    }

    /** Its files can only be deleted when it is gone. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
