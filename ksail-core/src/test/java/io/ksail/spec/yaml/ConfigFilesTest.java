package io.ksail.spec.yaml;

import io.ksail.internal.SharedSpecification;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ConfigFiles;
import io.ksail.spec.DistributionType;
import io.ksail.spec.InvalidSpecException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ConfigFilesTest {

    private static final String KSAIL_YAML = """
            apiVersion: ksail.io/v1alpha1
            kind: Cluster
            spec: {cluster: {distribution: Vanilla, provider: Kubernetes}}
            """;

    private static final ClusterName DEMO = new ClusterName("demo");

    @TempDir
    Path folder;

    @Test
    void a_reference_to_a_variable_stays_as_it_stands() throws IOException {
        write("ksail.yaml", KSAIL_YAML);
        for (String name : List.of("kind.yaml", "vcluster.yaml", "talos/cluster/patch.yaml")) {
            write(name, "home: ${HOME:-none} # $${HOME}\n");
            assertThat(KsailYaml.read(folder.resolve("ksail.yaml"), DEMO)
                            .cluster()
                            .configFiles()
                            .text(name))
                    .contains("home: ${HOME:-none} # $${HOME}\n");
        }
    }

    @Test
    void what_lies_beside_ksail_yaml_is_read_with_it() throws IOException {
        write("ksail.yaml", KSAIL_YAML);
        write("kind.yaml", "kind: Cluster\n");
        write("talos/workers/disk.yaml", "machine: {}\n");
        write("talos/README.md", "not configuration\n");
        write("other.yaml", "not ours\n");
        ConfigFiles files =
                KsailYaml.read(folder.resolve("ksail.yaml"), DEMO).cluster().configFiles();
        assertThat(files.texts()).containsOnlyKeys("kind.yaml", "talos/workers/disk.yaml");
        assertThat(files.text("kind.yaml")).contains("kind: Cluster\n");
        assertThat(files.under("talos/workers")).containsOnlyKeys("talos/workers/disk.yaml");
        assertThat(files.under("talos/cluster")).isEmpty();
    }

    @Test
    void a_resource_in_a_jar_has_neighbours_too() throws IOException {
        Path jar = folder.resolve("tests.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            entry(zip, "clusters/ksail.yaml", KSAIL_YAML);
            entry(zip, "clusters/talos/cluster/a.yaml", "a: 1\n");
            entry(zip, "kind.yaml", "elsewhere: true\n");
        }
        URL resource =
                URI.create("jar:" + jar.toUri() + "!/clusters/ksail.yaml").toURL();
        assertThat(KsailYaml.read(resource, DEMO).cluster().configFiles().texts())
                .containsOnlyKeys("talos/cluster/a.yaml");
    }

    @Test
    void what_is_not_text_is_refused_by_name() throws IOException {
        Files.write(folder.resolve("kind.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> ConfigFiles.in(folder))
                .withMessageContaining("kind.yaml")
                .withMessageContaining("it is not UTF-8 text");
    }

    @Test
    void those_who_share_a_cluster_agree_on_the_text_of_its_own_distributions_files_only() {
        ConfigFiles one = ConfigFiles.NONE.with("kind.yaml", "one");
        assertThat(shared(one)).isEqualTo(shared(one.with("vcluster.yaml", "makes no difference")));
        assertThat(shared(one)).isNotEqualTo(shared(ConfigFiles.NONE));
        assertThat(shared(one)).isNotEqualTo(shared(ConfigFiles.NONE.with("kind.yaml", "two")));
        assertThat(shared(one).parts().get("configFiles")).matches("kind\\.yaml \\([0-9a-f]{12}\\)");
    }

    private static SharedSpecification shared(ConfigFiles files) {
        return SharedSpecification.of(ClusterSpec.named("demo")
                .distribution(DistributionType.VANILLA)
                .configFiles(files)
                .build());
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }

    private static void entry(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
