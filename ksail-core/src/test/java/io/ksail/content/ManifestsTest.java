package io.ksail.content;

import com.sun.net.httpserver.HttpServer;
import io.ksail.KsailException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Where manifests are found, how they are taken to pieces, and what is said when that does not work. */
class ManifestsTest {

    @TempDir
    Path directory;

    @Test
    void a_directory_gives_all_manifests_below_it_and_nothing_else() throws IOException {
        write("b.yml", configMap("b"));
        write("deep/er/a.yaml", configMap("a"));
        write("c.json", "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"c\"}}");
        write("README.md", "no manifest");
        assertThat(names(directory.toString())).containsExactly("b", "c", "a");
    }

    @ParameterizedTest
    @CsvSource({"*.yaml,top", "**/*.yaml,deep top", "*/*.yaml,deep", "'{top,none}.yaml',top", "d?ep/**,deep"})
    void a_glob_gives_what_matches_it(String glob, String expected) throws IOException {
        write("top.yaml", configMap("top"));
        write("deep/one.yaml", configMap("deep"));
        write("top.txt", "no manifest");
        assertThat(names(directory + "/" + glob)).containsExactlyInAnyOrder(expected.split(" "));
    }

    @Test
    void nothing_where_something_was_named_is_an_error_that_names_it() {
        assertSaid("The manifests '" + directory + "/*.yaml' can't be read", "no file", directory + "/*.yaml");
        assertSaid("there is no src/nowhere.yaml", "relative to the working directory", "src/nowhere.yaml");
        assertSaid("the class path has no resource manifests/none", "src/test/resources", "classpath:manifests/none");
        assertSaid("no file with .yaml", "", "classpath:manifests/*.txt");
        assertSaid("Missing '}", "", directory + "/{a");
        assertSaid("Missing '}", "", "classpath:manifests/{a");
    }

    @ParameterizedTest
    @CsvSource({
        "classpath:manifests/first.yaml,first",
        "classpath:/manifests/first.yaml,first",
        "classpath:manifests/,first second",
        "classpath:manifests,first second",
        "classpath:manifests/*.yaml,first",
        "classpath:manifests/**/*.json,second"
    })
    void the_class_path_has_files_directories_and_globs_too(String location, String expected) {
        assertThat(names(location)).containsExactly(expected.split(" "));
    }

    @Test
    void manifests_are_found_in_jars() throws IOException {
        Path jar = directory.resolve("operator.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            entries.putNextEntry(new JarEntry("crds/"));
            entries.putNextEntry(new JarEntry("crds/in-jar.yaml"));
            entries.write(configMap("in-jar").getBytes(StandardCharsets.UTF_8));
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            assertThat(Manifests.from(loader, "classpath:crds/").documents())
                    .extracting(ManifestDocument::name)
                    .containsExactly("in-jar");
            assertThat(Manifests.from(loader, "classpath:crds/*.yaml").size()).isEqualTo(1);
        }
    }

    @Test
    void a_url_is_read_and_one_that_does_not_answer_well_is_an_error() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/there.yaml", exchange -> {
            byte[] body = configMap("from-url").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        String base = "http://127.0.0.1:" + server.getAddress().getPort();
        try {
            assertThat(names(base + "/there.yaml")).containsExactly("from-url");
            assertSaid("the server answers 404", "correct the URL", base + "/not-there.yaml");
        } finally {
            server.stop(0);
        }
        assertSaid("The manifests '" + base + "/there.yaml' can't be read", "keep a copy", base + "/there.yaml");
    }

    @Test
    void documents_and_lists_are_unfolded_and_empty_ones_left_out() throws IOException {
        write("many.yaml", "# only a comment\n---\n" + configMap("one") + "--- # two\n" + configMap("two") + """
                ---
                ---
                apiVersion: v1
                kind: List
                items:
                  - apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: three}
                    data:
                      text: |
                        a
                         ---
                        b
                """);
        assertThat(names(directory.toString())).containsExactly("one", "two", "three");
    }

    @Test
    void what_is_no_object_is_said_with_its_file_document_and_line() throws IOException {
        Path file = write("bad.yaml", configMap("one") + "---\napiVersion: v1\nkind: [ConfigMap\nmetadata: {}\n");
        assertSaid("The manifest " + file + ", document 2 can't be used", "it is not YAML or JSON", file.toString());
        assertSaid("line 8", "", file.toString());
        write("bad.yaml", "kind: ConfigMap\n");
        assertSaid("The manifest " + file + " can't be used", "it has no apiVersion", file.toString());
        write("bad.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  labels: {}\n");
        assertSaid("it has no metadata.name", "", file.toString());
        write("bad.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n");
        assertSaid("it has no metadata.name", "", file.toString());
    }

    @Test
    void objects_are_ordered_by_what_needs_what() throws IOException {
        for (String kind : List.of(
                "example.com/v1 Own",
                "admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration",
                "networking.k8s.io/v1 Ingress",
                "apps/v1 Deployment",
                "v1 Service",
                "v1 Secret",
                "rbac.authorization.k8s.io/v1 ClusterRole",
                "apiextensions.k8s.io/v1 CustomResourceDefinition",
                "v1 Namespace",
                "gateway.networking.k8s.io/v1 Gateway")) {
            String[] parts = kind.split(" ");
            write(parts[1] + ".yaml", "apiVersion: %s\nkind: %s\nmetadata:\n  name: x\n".formatted(parts[0], parts[1]));
        }
        assertThat(Manifests.from(directory.toString()).documents())
                .extracting(ManifestDocument::kind)
                .containsExactly(
                        "Namespace",
                        "CustomResourceDefinition",
                        "ClusterRole",
                        "Secret",
                        "Service",
                        "Deployment",
                        "Ingress",
                        "ValidatingWebhookConfiguration",
                        "Gateway",
                        "Own");
    }

    private static void assertSaid(String one, String two, String location) {
        assertThatThrownBy(() -> Manifests.from(location))
                .isInstanceOf(ContentException.class)
                .isInstanceOf(KsailException.class)
                .hasMessageContaining(one)
                .hasMessageContaining(two);
    }

    private static List<String> names(String location) {
        return Manifests.from(ManifestsTest.class.getClassLoader(), location).documents().stream()
                .map(ManifestDocument::name)
                .toList();
    }

    private Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static String configMap(String name) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + name + "\n";
    }
}
