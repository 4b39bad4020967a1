package io.ksail.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What users call images, and what archives say of theirs. */
class ImageSourceTest {

    private static final String CONFIG = "{}";
    /** Of those two characters. */
    private static final String CONFIG_DIGEST =
            "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

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
                                manifest),
                        false));
        assertThat(known.images()).isEqualTo(Map.of("docker.io/library/a:1", Set.of("sha256:m", "sha256:c")));
        assertThat(known.nameToGive()).isEmpty();
        ImageSource loose = ImageSource.of(archive(
                        "loose.tar",
                        Map.of(
                                "index.json",
                                index.formatted("org.opencontainers.image.ref.name", "a:1"),
                                "blobs/sha256/m",
                                manifest),
                        false)
                .toString());
        assertThat(loose.images()).containsOnlyKeys("docker.io/library/a:1");
        assertThat(loose.nameToGive()).contains("docker.io/library/a:1");
    }

    @Test
    void what_is_no_archive_or_has_no_name_is_said() throws IOException {
        assertSaid("nothing.tar", "there is no");
        assertSaid(
                Files.writeString(directory.resolve("text.tar"), "text").toString(), "it is no OCI or Docker archive");
        assertSaid(archive("other.tar", Map.of("x.json", "{}"), false).toString(), "it is no OCI or Docker archive");
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
