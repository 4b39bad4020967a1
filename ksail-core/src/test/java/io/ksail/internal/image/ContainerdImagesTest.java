package io.ksail.internal.image;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a node has is told from what {@code ctr images ls} prints. */
class ContainerdImagesTest {

    private static final Containerd.Images NODE = Containerd.Images.parse("""
            REF                        TYPE                                       DIGEST   SIZE    PLATFORMS   LABELS
            docker.io/library/app:dev  application/vnd.oci.image.manifest.v1+json sha256:m 2.2 MiB linux/amd64 -
            docker.io/library/old:dev  application/vnd.oci.image.manifest.v1+json sha256:n 2.2 MiB linux/amd64 -
            sha256:c                   application/vnd.oci.image.manifest.v1+json sha256:m 2.2 MiB linux/amd64 -
            """);

    @ParameterizedTest
    @CsvSource({
        "docker.io/library/app:dev,sha256:c,true",
        "docker.io/library/app:dev,sha256:m,true",
        "docker.io/library/app:dev,sha256:other,false",
        "docker.io/library/old:dev,sha256:c,false",
        "docker.io/library/none:dev,sha256:c,false"
    })
    void an_image_is_there_when_its_name_stands_for_the_same_content(String name, String content, boolean there) {
        assertThat(NODE.hasAllOf(
                        new ArchivedImages("x.tar", Path.of("x.tar"), Map.of(name, Set.of(content)), Optional.empty())))
                .isEqualTo(there);
    }
}
