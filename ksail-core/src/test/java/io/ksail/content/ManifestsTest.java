package io.ksail.content;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
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
        assertSaid("The manifest " + file + " can't be used", "", file.toString());
        assertSaid("line 7, column 7", "a '[' without its ']'", file.toString());
        write("bad.yaml", "kind: ConfigMap\n");
        assertSaid("The manifest " + file + " can't be used", "it has no apiVersion", file.toString());
        write("bad.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  labels: {}\n");
        assertSaid("it has no metadata.name", "", file.toString());
        write("bad.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n");
        assertSaid("it has no metadata.name", "", file.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "401,wants to know who asks",
        "403,wants to know who asks",
        "404,no such file",
        "503,it fails",
        "204,instead of"
    })
    void a_url_that_is_refused_is_said_to_be_so(int status, String seen) throws IOException {
        assertAnswered(status, exchange -> {}, "the server answers " + status, seen);
    }

    @Test
    void a_url_that_leads_nowhere_is_said_to_do_so() throws IOException {
        assertAnswered(
                302,
                exchange -> exchange.getResponseHeaders().add("Location", "/from.yaml"),
                "the server answers 302, and leads on to /from.yaml",
                "in a circle");
        assertSaid("nothing takes the connection there", "keep a copy", "http://127.0.0.1:1/a.yaml");
        assertSaid("there is no server of that name", "keep a copy", "http://nobody.invalid/a.yaml");
    }

    @ParameterizedTest
    @CsvSource({
        "https://m.e]xample/a.yaml,it is no URL: illegal character in",
        "http://a b/c.yaml,it is no URL: illegal character",
        "https:///a.yaml,it names no host and port",
        "https://example.com:port/a.yaml,it names no host and port",
        "https://example.com:99999/a.yaml,it names no host and port"
    })
    void a_url_that_is_none_is_said_to_be_that(String url, String seen) {
        assertSaid(seen, "write it like https://example.com/manifests.yaml", url);
    }

    @Test
    void a_path_that_is_none_is_said_to_be_that() {
        assertSaid("it holds a character that no path has here", "paths are relative", "a\0b.yaml");
    }

    private static void assertAnswered(
            int status, java.util.function.Consumer<HttpExchange> more, String one, String two) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            more.accept(exchange);
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            assertSaid(one, two, "http://127.0.0.1:" + server.getAddress().getPort() + "/from.yaml");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void a_list_gives_its_items_whatever_it_is_called_and_an_object_that_is_called_so_stays_one() throws IOException {
        write("a.yaml", """
                apiVersion: v1
                kind: ConfigMapList
                metadata: {resourceVersion: ""}
                items:
                - metadata: {name: bare}
                - apiVersion: v1
                  kind: List
                  items:
                  - {apiVersion: v1, kind: Secret, metadata: {name: nested}}
                ---
                {apiVersion: v1, kind: List, items: []}
                ---
                {apiVersion: v1, kind: SecretList, items: null}
                ---
                {apiVersion: example.com/v1, kind: AllowList, metadata: {name: plain}, spec: {}}
                ---
                {apiVersion: example.com/v1, kind: PriceList, metadata: {name: priced}, items: [{price: 1}]}
                """);
        assertThat(Manifests.from(directory.toString()).documents())
                .extracting(document -> document.kind() + " " + document.name())
                .containsExactly("ConfigMap bare", "Secret nested", "AllowList plain", "PriceList priced");
    }

    @Test
    void every_object_of_a_json_file_is_taken() throws IOException {
        String object = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"}}\n";
        write("two.json", object.formatted("one") + object.formatted("two").replace("{\"name", "{\n\t\"name"));
        assertThat(names(directory.toString())).containsExactly("one", "two");
    }

    @Test
    void values_go_to_the_server_as_kubectl_sends_them() throws IOException {
        write("a.yaml", configMap("a") + """
                  labels: {empty: }
                  creationTimestamp: null
                data:
                  mode: 0400
                  flag: yes
                  none: ~
                  exponent: 1e3
                  fraction: 1.10
                  long: 9223372036854775807
                  date: 2001-12-14
                  text: "1.10"
                """);
        GenericKubernetesResource object =
                Manifests.from(directory.toString()).documents().get(0).object();
        assertThat(Serialization.asJson(object))
                .contains("\"mode\":256,\"flag\":true,\"none\":null,\"exponent\":1000,\"fraction\":1.1,"
                        + "\"long\":9223372036854775807,\"date\":\"2001-12-14\",\"text\":\"1.10\"")
                .contains("\"empty\":\"\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "annotations: {version: 1.10} | metadata.annotations.version is a number, and has to be text",
                "annotations: {on-call: yes} | metadata.annotations.on-call is true or false, and has to be text",
                "labels: {version: 0400} | metadata.labels.version is a number",
                "labels: {generation: 5} | metadata.labels.generation is a number",
                "namespace: 123 | metadata.namespace is a number",
                "finalizers: [1] | metadata.finalizers is a number",
                "ownerReferences: [{name: 5, controller: true}] | metadata.ownerReferences.name is a number",
                "generation: true | it is no object of Kubernetes",
                "labels: [a] | metadata.labels holds no fields",
                "labels: 5 | metadata.labels holds no fields"
            })
    void metadata_that_is_no_text_is_refused_by_name(String field, String seen) throws IOException {
        Path file = write("a.yaml", configMap("a") + "  " + field + "\n");
        assertSaid(seen, "", file.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{a: 1}] | it is a list, not an object",
                "some text | it is a single value, not an object",
                "<!DOCTYPE html> | it is an HTML page or XML",
                "'<html>\n<a href=\"x: y\">' | it is an HTML page or XML",
                "{apiVersion: 1, kind: A} | its apiVersion is no text",
                "{apiVersion: v1, kind: yes} | its kind is no text",
                "{apiVersion: v1, kind: A, metadata: {name: 5}} | its metadata.name is no text",
                "{apiVersion: v1, kind: A, metadata: {generateName: a-}} | it has no metadata.name",
                "{apiVersion: v1, kind: List, items: {a: 1}} | its items are no list",
                "{apiVersion: v1, kind: List, items: [~]} | item 1 can't be used",
                "{apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization} | a kustomization, which is not built here",
                "{apiVersion: v1, kind: A, kind: B} | 'kind' is given twice"
            })
    void what_is_no_manifest_is_said_to_be_that(String text, String seen) throws IOException {
        Path file = write("a.yaml", text.replace("\\n", "\n") + "\n");
        assertSaid(seen, "The manifest " + file, file.toString());
    }

    @Test
    void a_file_that_is_no_text_is_said_to_be_that() throws IOException {
        Path file = directory.resolve("a.yaml");
        Files.writeString(file, configMap("a"), StandardCharsets.UTF_16);
        assertSaid("it is UTF-16 text", "saved as UTF-8", file.toString());
        Files.write(file, new byte[] {0x50, 0x4B, 3, 4, 0, 0, 0, 0});
        assertSaid("it is a binary file", "name a manifest", file.toString());
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
