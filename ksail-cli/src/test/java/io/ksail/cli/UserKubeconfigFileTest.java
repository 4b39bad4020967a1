package io.ksail.cli;

import io.ksail.KsailException;
import io.ksail.kubeconfig.Kubeconfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UserKubeconfigFileTest {

    private static final Kubeconfig DEMO = SampleKubeconfig.named("k3k-demo");

    /** With a key that is there twice, as people's files have it; who merges into such a file can take it out again. */
    private static final String TWICE = """
            apiVersion: v1
            clusters:
            - name: nested
              cluster: {server: "https://10.0.0.1:30001", server: "https://10.0.0.1:30001"}
            - {name: k3k-demo, cluster: {server: "https://10.0.0.9:1"}}
            contexts:
            - {name: mine, context: {cluster: nested, user: mine, namespace: a, namespace: b}}
            - {name: mine-elsewhere, context: {cluster: nested, user: mine}}
            - {name: production, context: {cluster: nested, user: theirs}}
            - {name: k3k-demo, context: {cluster: k3k-demo, user: theirs}}
            users:
            - {name: mine, user: {client-key-data: c2VjcmV0}}
            - {name: theirs, user: {token: "not-to-be-removed", token: "not-to-be-removed"}}
            """;

    @TempDir
    Path directory;

    @Test
    void is_made_with_its_directories_for_the_owner_only() throws IOException {
        Path path = directory.resolve("home/.kube/config");
        new UserKubeconfig(path).merge(DEMO, true);
        assertThat(Files.readString(path)).isEqualTo("""
                apiVersion: v1
                kind: Config
                clusters:
                - cluster:
                    certificate-authority-data: Y2E=
                    server: https://10.0.0.1:30001
                  name: k3k-demo
                contexts:
                - context:
                    cluster: k3k-demo
                    namespace: default
                    user: k3k-demo
                  name: k3k-demo
                users:
                - name: k3k-demo
                  user:
                    client-certificate-data: Y2VydA==
                    client-key-data: c2VjcmV0
                current-context: k3k-demo
                """);
        assertThat(mode(path)).isEqualTo("rw-------");
        assertThat(mode(path.getParent())).isEqualTo("rwx------");
        assertThat(mode(path.getParent().getParent())).isEqualTo("rwx------");
        assertOnlyIn(path.getParent(), path);
    }

    @Test
    void what_has_a_clusters_credentials_is_removed_whatever_it_is_called() throws IOException {
        Path path = Files.writeString(directory.resolve("config"), TWICE);
        assertThat(new UserKubeconfig(path).removeAllOf(DEMO)).containsExactly("mine", "mine-elsewhere");
        assertThat(path)
                .content()
                .doesNotContain("mine", SampleKubeconfig.SECRET)
                .contains("production", "k3k-demo");
        assertThat(new UserKubeconfig(path).removeAllOf(DEMO)).isEmpty();
    }

    /** Names and addresses are claimed by anybody. */
    @Test
    void what_has_only_the_name_or_the_address_of_a_cluster_stays() throws IOException {
        Path path = Files.writeString(directory.resolve("config"), TWICE.replace(SampleKubeconfig.SECRET, "b3RoZXI="));
        String before = Files.readString(path);
        assertThat(new UserKubeconfig(path).removeAllOf(DEMO)).isEmpty();
        assertThat(path).hasContent(before);
        assertThat(new UserKubeconfig(path).contextsAt("https://10.0.0.1:30001"))
                .containsExactly("mine", "mine-elsewhere", "production");
    }

    @Test
    void where_nothing_could_have_been_put_nothing_is_removed_and_what_can_not_be_read_is_said() throws IOException {
        assertThat(new UserKubeconfig(directory.resolve("none")).removeAllOf(DEMO))
                .isEmpty();
        assertThat(new UserKubeconfig(directory).removeAllOf(DEMO)).isEmpty();
        assertThat(new UserKubeconfig(Files.createFile(directory.resolve("empty"))).removeAllOf(DEMO))
                .isEmpty();
        Path nonsense = Files.writeString(directory.resolve("nonsense"), "{{{");
        assertThatThrownBy(() -> new UserKubeconfig(nonsense).removeAllOf(DEMO))
                .isInstanceOf(KsailException.class)
                .hasMessageContaining("can't be edited");
    }

    @Test
    void leads_a_client_to_the_cluster() throws IOException {
        Path path = directory.resolve("config");
        new UserKubeconfig(path).merge(SampleKubeconfig.named("kind-other", "https://10.0.0.2:1"), false);
        new UserKubeconfig(path).merge(DEMO, true);
        var config = io.fabric8.kubernetes.client.Config.fromKubeconfig(Files.readString(path));
        assertThat(config.getMasterUrl()).startsWith("https://10.0.0.1:30001");
        assertThat(config.getClientKeyData()).isEqualTo(SampleKubeconfig.SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "'\n\n', ''",
        "'# mine\n', '# mine\n'",
        "'# mine', '# mine\n'",
        "'---\n', ''",
        "'--- # mine\n', '# mine\n'"
    })
    void gets_a_document_when_it_has_none(String before, String kept) throws IOException {
        Path path = file(before);
        new UserKubeconfig(path).merge(DEMO, false);
        assertThat(Files.readString(path))
                .startsWith(kept)
                .contains("kind: Config")
                .doesNotContain("current-context");
        assertThat(new UserKubeconfig(path).remove("k3k-demo")).isTrue();
    }

    @Test
    void keeps_its_current_context_unless_told_otherwise() throws IOException {
        Path path = file("current-context: work\n");
        new UserKubeconfig(path).merge(DEMO, false);
        assertThat(Files.readString(path)).startsWith("current-context: work\n");
        new UserKubeconfig(path).merge(DEMO, true);
        assertThat(Files.readString(path)).startsWith("current-context: k3k-demo\n");
    }

    @Test
    void is_not_written_when_nothing_changes() throws IOException {
        Path path = directory.resolve("config");
        new UserKubeconfig(path).merge(DEMO, true);
        Object before = Files.readAttributes(path, "unix:ino").get("ino");
        new UserKubeconfig(path).merge(DEMO, false);
        assertThat(new UserKubeconfig(path).remove("absent")).isFalse();
        assertThat(Files.readAttributes(path, "unix:ino").get("ino")).isEqualTo(before);
    }

    @Test
    void is_not_made_to_remove_something_from_it() {
        Path path = directory.resolve("absent/config");
        assertThat(new UserKubeconfig(path).remove("k3k-demo")).isFalse();
        assertThat(path.getParent()).doesNotExist();
    }

    @Test
    void keeps_entries_that_another_context_uses_and_a_current_context_that_is_another() throws IOException {
        Path path = file("""
                clusters:
                - name: shared
                - name: mine
                contexts:
                - name: one
                  context: {cluster: shared, user: own}
                - name: two
                  context: {cluster: shared, user: other}
                users:
                - name: own
                - name: other
                current-context: two
                """);
        assertThat(new UserKubeconfig(path).remove("one")).isTrue();
        assertThat(path).hasContent("""
                clusters:
                - name: shared
                - name: mine
                contexts:
                - name: two
                  context: {cluster: shared, user: other}
                users:
                - name: other
                current-context: two
                """);
    }

    @Test
    void keeps_its_mode() throws IOException {
        Path path = file("kind: Config\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(warned(() -> new UserKubeconfig(path).merge(DEMO, true)))
                .contains(path + " can be read by others than its owner (rw-r-----)", "chmod 600 " + path);
        assertThat(mode(path)).isEqualTo("rw-r-----");
        assertThat(warned(() -> new UserKubeconfig(path).merge(DEMO, true))).isEmpty();
        assertThat(warned(() -> new UserKubeconfig(path).remove("k3k-demo"))).isEmpty();
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        assertThat(warned(() -> new UserKubeconfig(path).merge(DEMO, true))).isEmpty();
    }

    private static String warned(Runnable action) {
        PrintStream out = System.out;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setOut(out);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    @Test
    void stays_a_link_whose_target_is_changed() throws IOException {
        Path target = directory.resolve("dotfiles/kubeconfig");
        Path link = Files.createSymbolicLink(directory.resolve("config"), Path.of("dotfiles/kubeconfig"));
        new UserKubeconfig(link).merge(DEMO, true);
        assertThat(link).isSymbolicLink();
        assertThat(target).isRegularFile().content().contains("k3k-demo");
        new UserKubeconfig(link).remove("k3k-demo");
        assertThat(target).content().doesNotContain("k3k-demo");
        assertOnlyIn(target.getParent(), target);
        assertThat(directory.resolve("config.lock")).doesNotExist();
    }

    @Test
    void loses_what_a_killed_writer_has_left() throws IOException {
        Path path = file("kind: Config\n");
        Files.writeString(directory.resolve(".config.ksail-123.tmp"), "half a credential");
        new UserKubeconfig(path).merge(DEMO, true);
        assertOnlyIn(directory, path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a: 1\n---\nb: 1\n'                            | line 2, column 1: a second document begins here",
                "'a: 1\n---\n'                                  | line 2, column 1: a second document begins here",
                "'users:\n\t- name: a\n'                        | line 2, column 1: a tab where YAML takes only spaces",
                "'users:\n- user: {token: hush\n  name: a\n'    | 'line 2, column 9: a ''{'' without its ''}'''",
                "'users:\n- token: \"hush\n'                    | line 2, column 10: a quote that is never closed",
                "'token: hush: hush\n'                          | 'line 1, column 12: a '':'' that can''t be here'",
                "'# ☃\n\"😀\": \"😀\" hush\n'                  | line 2, column 10: this does not line up with the lines above",
                "'token: *hush\n'                               | 'line 1, column 8: an alias (''*name'') of nothing'",
                "'token: !hush!hush x\n'                        | 'line 1, column 8: this is not YAML'",
                "'token: @hush\n'                               | line 1, column 8: a value can't begin",
                "'- hush\n'                                     | line 1, column 1: it holds no fields",
                "~                                              | line 1, column 1: it holds no fields",
                "hush                                           | line 1, column 1: it holds no fields",
                "'users: hush\n'                                | line 1, column 8: users is not a list",
                "'users: []\nclusters: []\nusers: []\n'         | line 3, column 1: users is there twice",
                "'current-context: [hush]\n'                    | line 1, column 18: current-context is not a text",
                "'a: hush\r\nb: \u0001\r\n'                     | line 2, column 4: it holds a character that text files",
                "'a: 08 # hush\n'                              | can't be changed without changing others",
                "'&a {b: *a}'                                   | can't be changed without changing others",
            })
    void is_left_alone_with_line_and_column_when_it_cannot_be_edited(String text, String seen) throws IOException {
        Path path = file(text);
        assertThatThrownBy(() -> new UserKubeconfig(path).merge(DEMO, true))
                .isExactlyInstanceOf(KsailException.class)
                .hasMessageStartingWith("The kubeconfig file %s can't be edited".formatted(path))
                .hasMessageContaining(seen)
                .message()
                .doesNotContain("hush", SampleKubeconfig.SECRET);
        assertThat(Files.readString(path)).isEqualTo(text);
        assertOnlyIn(directory, path);
    }

    @Test
    void is_left_alone_when_it_is_nested_without_end() throws IOException {
        for (String text : new String[] {"users: " + "[".repeat(20_000), "- ".repeat(20_000)}) {
            Path path = file(text);
            assertThatThrownBy(() -> new UserKubeconfig(path).merge(DEMO, true))
                    .isExactlyInstanceOf(KsailException.class)
                    .hasMessageContaining("it is nested more than 100 deep");
            assertThat(path).content().isEqualTo(text);
        }
    }

    @Test
    void is_left_alone_when_it_is_not_utf8() throws IOException {
        Path path = directory.resolve("config");
        byte[] bytes = {'#', '\n', '#', (byte) 0xE4, '\n'};
        Files.write(path, bytes);
        assertThatThrownBy(() -> new UserKubeconfig(path).merge(DEMO, true))
                .isExactlyInstanceOf(KsailException.class)
                .hasMessageContaining("line 2, column 2: it is not UTF-8 text from here on");
        assertThat(path).hasBinaryContent(bytes);
    }

    @Test
    void says_what_is_in_the_way_of_writing() throws IOException {
        assertThatThrownBy(() -> new UserKubeconfig(directory).merge(DEMO, true))
                .isExactlyInstanceOf(KsailException.class)
                .hasMessageContaining("it is not a file");
        Path notADirectory = file("");
        assertThatThrownBy(() -> new UserKubeconfig(notADirectory.resolve("config")).merge(DEMO, true))
                .isExactlyInstanceOf(KsailException.class)
                .hasMessageContaining("%s is in the way".formatted(notADirectory));
        Path loop = Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
        assertThatThrownBy(() -> new UserKubeconfig(loop).merge(DEMO, true))
                .isExactlyInstanceOf(KsailException.class)
                .hasMessageContaining("too many symbolic links");
    }

    private Path file(String text) throws IOException {
        return SampleKubeconfig.file(directory.resolve("config"), text);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static void assertOnlyIn(Path directory, Path file) {
        assertThat(directory).isDirectoryNotContaining(other -> !other.equals(file));
    }
}
