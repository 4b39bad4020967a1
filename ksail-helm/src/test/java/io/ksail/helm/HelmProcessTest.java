package io.ksail.helm;

import io.ksail.chart.ChartInstallationException;
import io.ksail.chart.ChartRelease;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What Helm's process writes, and what is left of it when it is killed; the API server never answers. */
class HelmProcessTest {

    private static final String TOKEN = "planted-token-of-the-host";
    private static final long LARGE = 1_000_000;

    @TempDir
    private Path directory;

    private Path temporary;
    private Path chart;
    private ServerSocket api;
    private Process installing;

    /** A JVM that installs a chart, and says why it could not. */
    static final class Installing {
        public static void main(String[] arguments) {
            ChartRelease release =
                    ChartRelease.of("planted", arguments[0]).withValue("adminPassword", TOKEN + "-value");
            try {
                new HelmInstaller()
                        .install(release, kubeconfig(arguments[1]), Duration.ofMinutes(3), new CompletableFuture<>());
            } catch (ChartInstallationException e) {
                e.printStackTrace(System.out);
            }
        }

        private static String kubeconfig(String port) {
            return """
                    apiVersion: v1
                    kind: Config
                    current-context: c
                    clusters: [{name: c, cluster: {server: "http://127.0.0.1:%s"}}]
                    contexts: [{name: c, context: {cluster: c, user: c}}]
                    users: [{name: c, user: {token: %s}}]
                    """.formatted(port, TOKEN);
        }
    }

    @BeforeEach
    void prepare() throws IOException {
        temporary = Files.createDirectory(directory.resolve("tmp"));
        chart = Files.createDirectories(directory.resolve("chart"));
        Files.writeString(chart.resolve("Chart.yaml"), "apiVersion: v2\nname: planted\nversion: 0.1.0\n");
        Files.writeString(Files.createDirectory(chart.resolve("templates")).resolve("a.yaml"), """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: planted}
                """);
        api = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void end_what_was_started() throws Exception {
        api.close();
        if (installing != null) {
            List<ProcessHandle> helm = installing.descendants().toList();
            installing.destroyForcibly().waitFor();
            helm.forEach(ProcessHandle::destroyForcibly);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Linux,amd64,.linux.amd64",
        "Linux,x86_64,.linux.amd64",
        "Linux,aarch64,.linux.arm64",
        "Linux,arm64,.linux.arm64",
        "Mac OS X,aarch64,.darwin.arm64",
        "Mac OS X,x86_64,.darwin.amd64",
        "Windows 11,amd64,.windows.amd64",
        "Windows Server 2022,amd64,.windows.amd64",
        "Linux,riscv64,.linux.riscv64"
    })
    void a_machine_is_known_by_what_java_calls_it(String system, String architecture, String name) {
        assertThat(HelmProcess.packageOf(system, architecture)).isEqualTo(name);
    }

    @Test
    void the_library_of_another_machine_is_not_taken() {
        assertThat(HelmProcess.library("Linux", "amd64"))
                .hasValueSatisfying(
                        library -> assertThat(library.getSimpleName()).isEqualTo("LinuxAmd64NativeLibrary"));
        assertThat(HelmProcess.library("Linux", "riscv64")).isEmpty();
        assertThat(HelmProcess.library("FreeBSD", "amd64")).isEmpty();
    }

    @Test
    void no_file_but_one_holds_credentials_none_is_for_others_and_the_library_is_gone_once_it_is_loaded()
            throws Exception {
        begin();
        try (Socket asked = api.accept()) {
            assertThat(files()).isNotEmpty().allSatisfy(file -> {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as("%s", file)
                        .endsWith("------");
                if (Files.isRegularFile(file) && !file.endsWith("kubeconfig.yaml")) {
                    assertThat(Files.size(file)).as("%s", file).isLessThan(LARGE);
                    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .as("%s", file)
                            .doesNotContain("planted-token");
                }
            });
            assertThat(asked.isConnected()).isTrue();
        }
    }

    @Test
    void nothing_is_left_when_the_process_that_waits_for_helm_is_killed() throws Exception {
        begin();
        try (Socket asked = api.accept()) {
            List<ProcessHandle> helm = installing.descendants().toList();
            assertThat(helm).isNotEmpty();
            installing.destroyForcibly().waitFor();
            for (ProcessHandle process : helm) {
                process.onExit().get(1, TimeUnit.MINUTES);
            }
            assertThat(asked.isConnected()).isTrue();
        }
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void nothing_is_left_after_the_next_run_when_both_are_killed() throws Exception {
        begin();
        try (Socket asked = api.accept()) {
            List<ProcessHandle> helm = installing.descendants().toList();
            for (ProcessHandle process : helm) {
                // So that it does not get to delete anything.
                new ProcessBuilder("kill", "-STOP", String.valueOf(process.pid()))
                        .start()
                        .waitFor();
            }
            installing.destroyForcibly().waitFor();
            for (ProcessHandle process : helm) {
                process.destroyForcibly();
                process.onExit().get(1, TimeUnit.MINUTES);
            }
            assertThat(asked.isConnected()).isTrue();
        }
        assertThat(temporary).isNotEmptyDirectory();
        api.close();
        begin();
        String said = new String(installing.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(installing.waitFor()).as(said).isZero();
        assertThat(said).contains("The Helm release planted of chart").doesNotContain(TOKEN);
        assertThat(temporary).isEmptyDirectory();
    }

    /** Helm's complaint has the URL in it, and the proxy's or the repository's words. */
    @Test
    void credentials_of_a_repository_are_not_said() throws IOException {
        int closed = api.getLocalPort();
        api.close();
        for (String url : List.of(
                "http://someone:planted-password@127.0.0.1:%d/charts",
                "http://127.0.0.1:%d/charts?token=planted-query")) {
            ChartRelease release = ChartRelease.of("planted", "none")
                    .withRepository(url.formatted(closed))
                    .withVersion("1.0.0");
            Throwable failure = catchThrowable(() -> new HelmInstaller()
                    .install(
                            release,
                            Installing.kubeconfig(String.valueOf(closed)),
                            Duration.ofMinutes(1),
                            new CompletableFuture<>()));
            assertThat(failure)
                    .isInstanceOf(ChartInstallationException.class)
                    .hasMessageContaining("127.0.0.1:" + closed)
                    .hasMessageNotContainingAny("planted-password", "planted-query");
        }
    }

    private void begin() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Installing.class.getName(),
                        chart.toString(),
                        String.valueOf(api.getLocalPort()))
                .redirectErrorStream(true);
        installing = builder.start();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(temporary)) {
            return all.filter(path -> !path.equals(temporary)).toList();
        }
    }
}
