package io.ksail.image;

import io.ksail.internal.image.FullName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What users call images, and what archives say of theirs. */
class ImageSourceTest {

    private static final String CONFIG = "{}";
    /** Of those two characters. */
    private static final String CONFIG_DIGEST =
            "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    private static final Map<String, String> IMAGE =
            Map.of("c.json", CONFIG, "manifest.json", "[{\"Config\":\"c.json\",\"RepoTags\":[\"a:1\"]}]");

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "my-operator,docker.io/library/my-operator:latest",
        "my-operator:dev,docker.io/library/my-operator:dev",
        "team/my-operator:dev,docker.io/team/my-operator:dev",
        "docker.io/my-operator:dev,docker.io/library/my-operator:dev",
        "index.docker.io/team/x:1,docker.io/team/x:1",
        "localhost/x:1,localhost/x:1",
        "localhost:5000/x,localhost:5000/x:latest",
        "registry.example.com:5000/a/b:1,registry.example.com:5000/a/b:1",
        "x@sha256:abc,docker.io/library/x@sha256:abc"
    })
    void names_are_completed_as_container_engines_do(String given, String full) {
        assertThat(FullName.of(given)).isEqualTo(full);
    }

    @Test
    void a_docker_archive_names_its_images_whatever_it_is_called_and_whether_or_not_it_is_compressed()
            throws IOException {
        Map<String, String> files = Map.of(
                "config.json",
                CONFIG,
                "manifest.json",
                "[{\"Config\":\"config.json\",\"RepoTags\":[\"a:1\",\"b/c:2\"]}]");
        Path plain = archive("plain.tar", files, false);
        Path compressed = archive("compressed.tar.gz", files, true);
        Path otherwise = archive("archive", files, false);
        for (String value : new String[] {
            plain.toString(), compressed.toString(), "docker-archive:" + otherwise, "docker-archive:" + plain
        }) {
            ImageSource source = ImageSource.of(value);
            assertThat(source.name()).isEqualTo(value);
            assertThat(source.nameToGive()).isEmpty();
            assertThat(source.images())
                    .isEqualTo(Map.of(
                            "docker.io/library/a:1", Set.of(CONFIG_DIGEST), "docker.io/b/c:2", Set.of(CONFIG_DIGEST)));
        }
    }

    @Test
    void an_oci_archive_names_its_image_by_either_annotation() throws IOException {
        String index = """
                {"manifests": [{"digest": "sha256:m", "annotations": {"%s": "%s"}}]}""";
        String manifest = "{\"config\": {\"digest\": \"sha256:c\"}}";
        ImageSource known = ImageSource.of("oci-archive:"
                + archive(
                        "known",
                        Map.of(
                                "index.json",
                                index.formatted("io.containerd.image.name", "docker.io/library/a:1"),
                                "blobs/sha256/m",
                                manifest,
                                "blobs/sha256/c",
                                CONFIG),
                        false));
        assertThat(known.images()).isEqualTo(Map.of("docker.io/library/a:1", Set.of("sha256:m", "sha256:c")));
        assertThat(known.nameToGive()).isEmpty();
        ImageSource loose = ImageSource.of(archive(
                        "loose.tar",
                        Map.of(
                                "index.json",
                                index.formatted("org.opencontainers.image.ref.name", "a:1"),
                                "blobs/sha256/m",
                                manifest,
                                "blobs/sha256/c",
                                CONFIG),
                        false)
                .toString());
        assertThat(loose.images()).containsOnlyKeys("docker.io/library/a:1");
        assertThat(loose.nameToGive()).contains("docker.io/library/a:1");
    }

    @Test
    void what_is_no_archive_or_has_no_name_is_said() throws IOException {
        assertSaid("nothing.tar", "there is no");
        assertSaid(
                Files.writeString(directory.resolve("text.tar"), "text").toString(), "it is empty, or no tar archive");
        assertSaid(
                Files.writeString(directory.resolve("long.tar"), "text ".repeat(999))
                        .toString(),
                "it is no tar archive");
        assertSaid(Files.createFile(directory.resolve("empty.tar.gz")).toString(), "it is empty, or no tar archive");
        assertSaid("oci-archive:" + Files.createDirectory(directory.resolve("layout")), "it is a directory");
        assertSaid("docker-archive:/dev/null", "it is no regular file");
        assertSaid(archive("none.tar.gz", Map.of(), true).toString(), "it is empty, or no tar archive");
        assertSaid(
                archive("packed.tar", Map.of("layout/index.json", "{}", "layout/oci-layout", "{}"), false)
                        .toString(),
                "no index.json, but layout/index.json");
        assertSaid(archive("nested.tgz", Map.of("image.tar", "x"), true).toString(), "no index.json, but image.tar");
        assertSaid(
                archive("broken.tar", Map.of("manifest.json", "[{"), false).toString(),
                "what it says of its images is no JSON");
        assertSaid(archive("other.tar", Map.of("x.json", "{}"), false).toString(), "it is no OCI or Docker archive");
        assertSaid(
                archive(
                                "without-layer.tar",
                                Map.of(
                                        "c.json",
                                        CONFIG,
                                        "manifest.json",
                                        "[{\"Config\":\"c.json\",\"RepoTags\":[\"a:1\"],\"Layers\":[\"l.tar\"]}]"),
                                false)
                        .toString(),
                "it has no l.tar, of which its image is made");
        assertSaid(
                archive("unnamed.tar", Map.of("manifest.json", "[{\"Config\":\"x\",\"RepoTags\":null}]"), false)
                        .toString(),
                "it does not say what its image is called");
        assertSaid(
                archive(
                                "only-a-tag.tar",
                                Map.of(
                                        "index.json",
                                        "{\"manifests\":[{\"digest\":\"sha256:m\",\"annotations\":"
                                                + "{\"org.opencontainers.image.ref.name\":\"latest\"}}]}"),
                                false)
                        .toString(),
                "it does not say what its image is called");
    }

    @ParameterizedTest
    @CsvSource({"gz,image.tar", "bzip2,image.tar.gz", "gz,image.tar.zst", "bzip2,image.tbz2", "none,image.tgz"})
    void nodes_get_a_plain_archive_with_an_end_whatever_has_compressed_it(String compression, String name)
            throws Exception {
        byte[] tar = Files.readAllBytes(archive("plain.tar", IMAGE, false));
        Path archive = Files.write(directory.resolve(name), compressed(compression, tar));
        ImageSource source = ImageSource.of(archive.toString());
        assertThat(source.images()).containsOnlyKeys("docker.io/library/a:1");
        try (InputStream sent = source.open()) {
            assertThat(sent.readAllBytes()).startsWith(tar).endsWith(new byte[3 * 512]);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "28b52ffd,zstd,unpack it first: zstd -d",
        "fd377a585a00,xz,unpack it first: xz -dk",
        "5d000080,lzma,unpack it first: xz -dk"
    })
    void what_only_other_libraries_read_is_refused_with_the_command_that_unpacks_it(
            String magic, String compression, String remedy) throws IOException {
        byte[] content = Arrays.copyOf(HexFormat.of().parseHex(magic), 2000);
        Path archive = Files.write(directory.resolve("image.tar"), content);
        assertThatThrownBy(() -> ImageSource.of(archive.toString()))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("it is compressed with " + compression + ", which can't be read here")
                .hasMessageContaining(remedy + " " + archive);
    }

    @Test
    void an_archive_that_is_compressed_twice_is_refused() throws Exception {
        byte[] tar = Files.readAllBytes(archive("plain.tar", IMAGE, false));
        assertSaid(
                Files.write(directory.resolve("twice.tar.gz"), compressed("gz", compressed("bzip2", tar)))
                        .toString(),
                "it is compressed twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gz", "bzip2"})
    void an_archive_that_was_cut_off_is_refused_wherever_that_was(String compression) throws Exception {
        String manifest = "[{\"Config\":\"c.json\",\"RepoTags\":[\"a:1\"],\"Layers\":[\"layer\"]}]";
        Map<String, String> files = Map.of("layer", "x".repeat(40_000), "c.json", CONFIG, "manifest.json", manifest);
        byte[] whole = compressed(compression, Files.readAllBytes(archive("whole.tar", files, false)));
        // Without its last, empty block a plain one is as good as with it.
        int end = "none".equals(compression) ? whole.length - 10_240 : whole.length;
        for (int missing = 1; missing < end; missing += Math.max(1, end / 40)) {
            int length = end - missing;
            Path part = Files.write(directory.resolve("part.tar"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ImageSource.of(part.toString()))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("The image archive '" + part + "' can't be used");
        }
    }

    @Test
    void without_an_engine_on_the_class_path_a_name_can_not_be_found() {
        assertThatThrownBy(() -> ImageSource.of("my-operator:dev"))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("The image 'my-operator:dev' can't be loaded from the local container engine")
                .hasMessageContaining("ksail-testcontainers");
    }

    private static void assertSaid(String value, String seen) {
        assertThatThrownBy(() -> ImageSource.of(value))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("The image archive '" + value + "' can't be used")
                .hasMessageContaining(seen);
    }

    private static byte[] compressed(String how, byte[] content) throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        if ("none".equals(how)) {
            return content;
        }
        try (OutputStream out = new CompressorStreamFactory().createCompressorOutputStream(how, compressed)) {
            out.write(content);
        }
        return compressed.toByteArray();
    }

    private Path archive(String name, Map<String, String> files, boolean compressed) throws IOException {
        Path archive = directory.resolve(name);
        try (OutputStream file = Files.newOutputStream(archive);
                OutputStream out = compressed ? new GZIPOutputStream(file) : file;
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            for (Map.Entry<String, String> one : files.entrySet()) {
                byte[] content = one.getValue().getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(one.getKey());
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return archive;
    }
}
