package io.ksail.spec.yaml;

import com.sun.management.ThreadMXBean;
import io.ksail.spec.ClusterName;
import io.ksail.spec.InvalidSpecException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;

/** Whatever a file holds: an error within a second, without much memory, and short enough to read. */
class HostileSpecTest {

    /** Attacks that work take minutes; a busy machine may take a second for those that do not. */
    private static final Duration QUICKLY = Duration.ofSeconds(10);

    private static final long MOST_BYTES = 64L << 20;
    private static final int LONGEST_MESSAGE = 20_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    private Path directory;

    @BeforeAll
    static void load_the_classes_once() {
        KsailYaml.schema();
    }

    @ParameterizedTest
    @MethodSource("files")
    void ends_in_an_error_at_once(byte[] content) throws IOException {
        Path file = Files.write(directory.resolve("ksail.yaml"), content);
        refusesAtOnce(file);
    }

    @Test
    void does_not_read_a_hundred_megabytes() throws IOException {
        Path file = directory.resolve("ksail.yaml");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.writeBytes(BadSpec.HEAD + "# ");
            large.setLength(100L << 20);
        }
        assertThat(refusesAtOnce(file).getMessage()).contains("it is larger than 64 KiB");
    }

    @Test
    void does_not_read_an_endless_file() {
        assertThat(refusesAtOnce(Path.of("/dev/zero")).getMessage()).contains("it is larger than 64 KiB");
    }

    @Test
    void says_when_there_is_no_file() {
        assertThatThrownBy(() -> KsailYaml.read(directory.resolve("none.yaml")))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("there is no such file");
        assertThatThrownBy(() -> KsailYaml.read(directory))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("it is a directory");
    }

    static Stream<Arguments> files() {
        int most = SourceText.LARGEST_BYTES - 1_000;
        byte[] noise = new byte[most];
        new Random(4).nextBytes(noise);
        return Stream.of(
                file("aliases that double ten times over", aliasBomb()),
                file("10,000 lists in lists", "a: " + "[".repeat(10_000) + "]".repeat(10_000)),
                file("10,000 maps in maps", "{a: ".repeat(10_000) + "}".repeat(10_000)),
                file("10,000 lists in lists, never closed", "[".repeat(10_000)),
                file("10,000 lists on one line", "- ".repeat(10_000)),
                file("10,000 complicated names", "? ".repeat(10_000)),
                file("300 maps below each other", block(300)),
                file("noise", noise),
                file("invalid UTF-8", new byte[] {'a', ':', ' ', (byte) 0xC3, (byte) 0x28}),
                file("UTF-8 that stops within a character", new byte[] {'a', ':', ' ', (byte) 0xE2, (byte) 0x82}),
                file("UTF-16", BadSpec.HEAD.getBytes(StandardCharsets.UTF_16)),
                file("one huge text", BadSpec.HEAD + "    connection:\n      context: " + "x".repeat(most - 300)),
                file(
                        "one huge text in lines",
                        BadSpec.HEAD + "    connection:\n      context: |\n" + "        x\n".repeat(6_000)),
                file("one huge name", BadSpec.HEAD + "    " + "x".repeat(1_000) + ": 1"),
                file("a name longer than YAML takes", BadSpec.HEAD + "    " + "x".repeat(most - 300) + ": 1"),
                file("one huge number", BadSpec.HEAD + "    workers: " + "9".repeat(most - 300)),
                file("one huge fraction", BadSpec.HEAD + "    workers: 0." + "9".repeat(most - 300)),
                file("a huge quantity", size("9".repeat(60_000))),
                file("a huge exponent", size("1e999999999")),
                file("a huge list of ranges", network("10.0.0.0/16,".repeat(5_000))),
                file("a huge range", network("1".repeat(60_000) + "/16")),
                file("a huge number of colons", network("\"" + ":".repeat(60_000) + "/16\"")),
                file("a huge duration", BadSpec.HEAD + "    connection: {timeout: " + "1m".repeat(30_000) + "}"),
                file("a huge variable", BadSpec.HEAD + "    connection: {context: '" + "${A:-".repeat(10_000) + "'}"),
                file(
                        "a huge image",
                        BadSpec.HEAD + "  provider: {kubernetes: {nodeImage: " + "a-".repeat(30_000) + "}}"),
                file(
                        "a huge class name",
                        BadSpec.HEAD + "  provider: {kubernetes: {gatewayClassName: " + "a-".repeat(1_900) + "}}"),
                file("a long image", BadSpec.HEAD + "  provider: {kubernetes: {nodeImage: " + "a-".repeat(240) + "}}"),
                file("a huge path", BadSpec.HEAD + "    connection: {kubeconfig: " + "../".repeat(20_000) + "}"),
                file("6,000 unknown fields", BadSpec.HEAD + numbered("    x%d: 1\n", 6_000)),
                file("the same field 4,000 times", BadSpec.HEAD + "    workers: 1\n".repeat(6_000)),
                file("16,000 documents", "---\n".repeat(16_000)),
                file("only comments", "#\n".repeat(30_000)),
                file("only quotes", "'".repeat(60_001)),
                file("only anchors", "&a ".repeat(20_000)),
                file("only tags", "!a ".repeat(20_000)),
                file("only colons", ": ".repeat(30_000)),
                file("only tabs", "\t".repeat(60_000)),
                file("only spaces", " ".repeat(60_000)),
                file("only directives", "%A\n".repeat(20_000)));
    }

    private static InvalidSpecException refusesAtOnce(Path file) {
        long thread = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        long started = System.nanoTime();
        InvalidSpecException refused = refused(file);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(QUICKLY);
        assertThat(THREADS.getThreadAllocatedBytes(thread) - before).isLessThan(MOST_BYTES);
        assertThat(refused.getMessage())
                .hasSizeLessThan(LONGEST_MESSAGE)
                .doesNotContain("Exception", "java.")
                .doesNotContain("\33", "\0");
        return refused;
    }

    private static InvalidSpecException refused(Path file) {
        try {
            KsailYaml.read(file, new ClusterName("unnamed"));
        } catch (InvalidSpecException e) {
            return e;
        }
        throw new AssertionError("it was accepted");
    }

    private static Arguments file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private static Arguments file(String name, byte[] content) {
        return Arguments.of(named(name, content));
    }

    private static String aliasBomb() {
        return "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
                + IntStream.range(1, 10)
                        .mapToObj(i -> "a%d: &a%d [%s]\n"
                                .formatted(i, i, "*a%d, ".formatted(i - 1).repeat(10)))
                        .collect(Collectors.joining());
    }

    private static String block(int depth) {
        return IntStream.range(0, depth).mapToObj(i -> " ".repeat(i) + "a:\n").collect(Collectors.joining());
    }

    private static String numbered(String line, int count) {
        return IntStream.range(0, count).mapToObj(line::formatted).collect(Collectors.joining());
    }

    private static String size(String quantity) {
        return BadSpec.HEAD + "  provider: {kubernetes: {persistence: {size: " + quantity + "}}}\n";
    }

    private static String network(String cidr) {
        return BadSpec.HEAD + "  provider:\n    kubernetes:\n      podCidr: " + cidr + "\n";
    }
}
