package io.ksail.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Whoever adds a distribution touches no file of anybody else's; here all that needs no host. */
class MadeUpDistributionTest {

    private static final String FILE = """
            apiVersion: ksail.io/v1alpha1
            kind: Cluster
            metadata: {name: ice}
            spec:
              cluster:
                distribution: %s
                distributionConfig: glacier.yaml
                provider: Kubernetes
            """;

    @TempDir
    private Path directory;

    /** The command line tool as a process that knows one distribution more than others do. */
    static List<String> command(String... arguments) {
        String classPath = System.getProperty("java.class.path")
                + File.pathSeparator
                + Path.of("src/test/made-up").toAbsolutePath();
        return Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Dorg.slf4j.simpleLogger.logFile=System.err",
                                "-cp",
                                classPath,
                                Main.class.getName()),
                        Stream.of(arguments))
                .toList();
    }

    @Test
    void no_main_source_knows_it() throws IOException {
        Path root = KsailProcess.script().getParent().getParent();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path sources : modules.map(module -> module.resolve("src/main"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(sources)) {
                    assertThat(files).noneMatch(MadeUpDistributionTest::knowsIt);
                }
            }
        }
    }

    private static boolean knowsIt(Path file) {
        try {
            String text = Files.isDirectory(file) ? "" : Files.readString(file, StandardCharsets.ISO_8859_1);
            return (file.getFileName() + text).toLowerCase(Locale.ROOT).contains("glacier");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nobody_else_knows_it_either() {
        assertThat(Run.of(directory, "config", "schema").out()).doesNotContain("Glacier");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cluster create --help", "doctor --help"})
    void help_lists_it_after_the_well_known_ones(String line) throws Exception {
        assertThat(run(0, line).replaceAll("\\s+", " ")).contains("K3s, Vanilla, Talos, VCluster, Glacier");
    }

    @Test
    void a_shell_completes_its_name() throws Exception {
        assertThat(run(0, "completion bash")).contains("\"K3s\" \"Vanilla\" \"Talos\" \"VCluster\" \"Glacier\"");
    }

    @Test
    void the_schema_for_editors_has_it() throws Exception {
        assertThat(new ObjectMapper()
                        .readTree(run(0, "config schema"))
                        .at("/properties/spec/properties/cluster/properties/distribution/enum"))
                .extracting(name -> name.asText())
                .containsExactly("K3s", "Vanilla", "Talos", "VCluster", "Glacier");
    }

    @Test
    void ksail_yaml_takes_it_with_a_file_of_its_own() throws Exception {
        Files.writeString(directory.resolve("ksail.yaml"), FILE.formatted("Glacier"));
        assertThat(run(0, "config validate")).endsWith("ksail.yaml is valid: a cluster of distribution Glacier\n");
    }

    @Test
    void a_mistake_in_ksail_yaml_is_told_with_its_name() throws Exception {
        Files.writeString(directory.resolve("ksail.yaml"), FILE.formatted("glacier"));
        assertThat(run(2, "config validate"))
                .contains("expected K3s, Vanilla, Talos, VCluster or Glacier; did you mean 'Glacier'?");
    }

    @ParameterizedTest
    @CsvSource({
        "--name a --distribution ice, 'use one of: K3s, Vanilla, Talos, VCluster, Glacier'",
        "--name system --distribution glacier, 'namespace glacier-system is that of an operator'",
        "--name a --distribution GLACIER --operator, 'Glacier with an operator can''t be used'"
    })
    void the_command_line_refuses_by_it(String options, String seen) throws Exception {
        assertThat(run(2, "cluster create " + options)).contains(seen);
    }

    private String run(int code, String line) throws Exception {
        Process process = new ProcessBuilder(command(line.split(" ")))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(code);
        return said;
    }
}
