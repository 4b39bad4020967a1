package io.ksail.internal.host;

import io.fabric8.kubernetes.client.Config;
import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.host.HostUnavailableException;
import io.ksail.internal.chart.ClientKubeconfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What kubectl takes is taken; what is not is told by its name. */
class HostKubeconfigTest {

    private static final String CONTEXT = "contexts: [{name: c, context: {cluster: c, user: u}}]\n";
    private static final String CLUSTER = "clusters: [{name: c, cluster: {server: 'https://10.0.0.1:6443'}}]\n";
    private static final String FILE =
            "current-context: c\n" + CONTEXT + CLUSTER + "users: [{name: u, user: {token: the-token}}]\n";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                FILE,
                FILE + "preferences: null\nextensions: null\napiVersion: ~\nkind:\n",
                FILE + "---\nsecond: document\n",
                "---\n" + FILE + "...\n",
                FILE + "---\n{{{ not YAML",
                FILE + "x: !!int y\nz: !mine 5\nw: [{a: b}, {a: c}]\nw: !!set {a, b}\n",
                "# nothing\n" + FILE,
                "\uFEFF" + FILE,
                "x: &c {server: 'https://10.0.0.1:6443'}\ncurrent-context: c\n" + CONTEXT
                        + "clusters: [{name: c, cluster: {<<: *c}}]\nusers: [{name: u, user: {token: the-token}}]",
                "x: &u {name: u, user: {token: the-token}}\ncurrent-context: c\n" + CONTEXT + CLUSTER + "users: [*u]",
                "current-context: c\n" + CONTEXT + CLUSTER
                        + "users: [{name: u, user: {token: the-token, exec: null, auth-provider: null, as: null, as-groups: null,"
                        + " as-user-extra: null, client-certificate: null, client-key-data: ~}}]",
                "current-context: c\n" + CLUSTER + "users: [null, {user: null}, {name: u, user: {token: the-token}}]\n"
                        + "contexts: [~, {context: {cluster: x}}, {name: other, context: null}, {name: c, context: {cluster: c, user: u, namespace: null}}]",
                "{\"current-context\":\t\"c\",\t\"contexts\":[{\"name\":\"c\",\"context\":{\"cluster\":\"c\",\"user\":\"u\"}}],"
                        + "\"clusters\":[{\"name\":\"c\",\"cluster\":{\"server\":\"https:\\/\\/10.0.0.1:6443\"}}],"
                        + "\"users\":[{\"name\":\"u\",\"user\":{\"token\":\"the-token\"}}]}"
            })
    void a_file_that_kubectl_takes_is_taken(String text) {
        Config config = config(file(text));
        assertThat(config.getMasterUrl()).isEqualTo("https://10.0.0.1:6443/");
        assertThat(config.getOauthToken()).isEqualTo("the-token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE"})
    void in_utf_16_too_as_powershell_writes_it(String charset) throws IOException {
        String mark = charset.equals("UTF-16") ? "" : "\uFEFF";
        Path file = Files.write(directory.resolve("config"), (mark + FILE).getBytes(Charset.forName(charset)));
        assertThat(config(file).getOauthToken()).isEqualTo("the-token");
        assertThat(HostKubeconfig.namesCurrentContext(file)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "users: null|no user 'u'",
                "users:|no user 'u'",
                "users: []|no user 'u'",
                "users: [{name: u, user: null}, {name: u}]|two of its users are called 'u'",
                "clusters: null|no cluster 'c' with a server",
                "clusters: [null]|no cluster 'c' with a server",
                "clusters: [{name: c, cluster: null}]|no cluster 'c' with a server",
                "clusters: [{cluster: {server: 'https://x'}}]|no cluster 'c' with a server",
                "clusters: [{name: c, cluster: {server: null}}]|no cluster 'c' with a server",
                "clusters: [{name: c}, {name: c}]|two of its clusters are called 'c'",
                "contexts: null|it names no context",
                "contexts: [{context: {cluster: c}}]|it names no context",
                "contexts: [{name: c, context: null}]|it names no cluster",
                "contexts: [{name: c}, {name: d}, {name: c}]|two of its contexts are called 'c'",
                "current-context: null|it has no current context",
                "current-context: ''|it has no current context",
                "contexts: text|what is at contexts has another form there",
                "clusters: [text]|what is at clusters[0] has another form there",
                "users: [{name: u, user: {exec: {args: {a: b}}}}]|what is at users[0].user.exec.args has another form there",
                "users: [{name: u, user: {exec: {command: null}}}]|its user has exec without command",
                "users: [{name: u, user: {exec: {command: x, args: null, env: null}}}]|its user has exec without apiVersion",
            })
    void what_is_missing_or_twice_in_it_is_told(String field, String seen) {
        String key = field.substring(0, field.indexOf(':'));
        String text = FILE.lines().filter(line -> !line.startsWith(key)).reduce("", (all, line) -> all + line + "\n");
        assertThatThrownBy(() -> config(file(text + field + "\n")))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessageContaining(seen)
                .hasMessageContaining("  do:   ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n", "# only a comment\n", "{}", "---", "---\n---\n", "null", "~", "\uFEFF", "--- {}\n"})
    void an_emptied_file_is_told_from_one_without_contexts(String text) {
        assertThatThrownBy(() -> config(file(text))).hasMessageContaining("it is empty, or holds comments only");
        assertThat(HostKubeconfig.namesCurrentContext(file(text))).isFalse();
    }

    @Test
    void a_context_in_a_further_document_does_not_count_and_that_is_said() {
        assertThatThrownBy(() -> config(file("---\n---\n" + FILE)))
                .hasMessageContaining("only the first one counts, as for kubectl");
        assertThatThrownBy(
                        () -> HostKubeconfig.read(file(FILE + "---\n" + FILE)).context(Optional.of("d")))
                .hasMessageContaining("only the first one counts, as for kubectl");
    }

    @Test
    void nesting_without_end_is_refused_in_words() {
        for (String text : List.of(
                "[".repeat(20_000),
                "a: ".concat("[".repeat(20_000)).concat("]".repeat(20_000)),
                "{\"a\":".repeat(20_000),
                "a: " + "{a: ".repeat(20_000) + "}".repeat(20_000),
                "- ".repeat(20_000))) {
            assertThatThrownBy(() -> config(file(text)))
                    .isInstanceOf(HostUnavailableException.class)
                    .hasMessageContaining("it is not YAML or JSON, or is nested more than 100 deep");
        }
        assertThatThrownBy(() -> config(file("a: &a [*a]\n" + FILE))).hasMessageContaining("lead back to themselves");
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            String alias = "*a" + (i - 1);
            bomb.append(
                    "a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", java.util.Collections.nCopies(10, alias))));
        }
        assertThatThrownBy(() -> config(file(bomb + FILE))).hasMessageContaining("unfold to too much");
    }

    @Test
    void what_is_no_text_is_told_as_that() throws IOException {
        Path file = directory.resolve("config");
        byte[][] contents = {
            {0x1f, (byte) 0x8b, 8, 0, 0, 0},
            {0, 1, 2, 3},
            {(byte) 0xff},
            FILE.getBytes(StandardCharsets.UTF_16LE),
            {'a', ':', ' ', 1},
        };
        for (byte[] content : contents) {
            Files.write(file, content);
            assertThatThrownBy(() -> config(file)).hasMessageContaining("it is no text");
        }
    }

    @Test
    void a_file_that_is_not_there_or_no_file_is_told_without_an_embedded_host() {
        assertThatThrownBy(() -> config(directory))
                .hasMessageContaining("it is a directory")
                .hasMessageContaining("KSAIL_HOST_KUBECONFIG")
                .message()
                .doesNotContain("embedded", "Docker");
        assertThatThrownBy(() -> config(directory.resolve("none")))
                .hasMessageContaining("there is no such file")
                .message()
                .doesNotContain("embedded", "Docker");
    }

    @ParameterizedTest
    @CsvSource({
        "ec-with-parameters.key, ec.pem",
        "ec-pkcs8.key, ec.pem",
        "ec-p384.key, ec-p384.pem",
        "rsa-pkcs1.key, rsa.pem",
        "rsa-pkcs8.key, rsa.pem"
    })
    void every_key_that_openssl_writes_logs_in(String key, String certificate) throws Exception {
        Files.writeString(directory.resolve("key"), PemServer.pem(key));
        Files.writeString(directory.resolve("certificate"), "a comment\n" + PemServer.pem(certificate));
        Files.writeString(
                directory.resolve("ca"),
                "a comment\r\n" + PemServer.pem("ca.pem").replace("\n", "\r\n"));
        try (PemServer server = new PemServer()) {
            for (String files : List.of(
                    "certificate-authority: ca|client-certificate: certificate, client-key: key",
                    "certificate-authority-data: '%s'|client-certificate-data: '%s', client-key-data: '%s'"
                            .formatted(wrapped("ca.pem"), wrapped(certificate), wrapped(key)))) {
                String text = FILE.replace("https://10.0.0.1:6443'", server.url() + "', " + files.split("\\|")[0])
                        .replace("token: the-token", files.split("\\|")[1]);
                try (Host host =
                        Host.find(new HostRequest(HostKind.KUBECONFIG, Optional.of(file(text)), Optional.empty()))) {
                    assertThat(host.version()).isEqualTo("v1.36.4");
                }
            }
            assertThat(server.headers()).allSatisfy(request -> assertThat(request)
                    .containsEntry("Client", List.of("CN=ksail-test-client")));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ed25519.key|ed25519.pem|is of the sort Ed25519, and the client library knows keys of RSA and of elliptic curves (EC) only",
                "rsa-encrypted.key|rsa.pem|is encrypted, and nobody can be asked for its passphrase",
                "rsa-encrypted-pkcs1.key|rsa.pem|is encrypted",
                "ec-pkcs8.key|rsa.pem|can't be read as the RSA key of its certificate",
                "server.key|ec.pem|is not the key of client-certificate",
                "ec.pem|ec.pem|holds no private key as PEM",
                "ec-pkcs8.key|ec-pkcs8.key|holds no certificate as PEM",
            })
    void a_key_that_does_not_log_in_is_told_by_its_sort(String key, String certificate, String seen) {
        assertThatThrownBy(() -> config(file(FILE.replace(
                        "token: the-token",
                        "client-certificate-data: '%s', client-key-data: '%s'"
                                .formatted(wrapped(certificate), wrapped(key))))))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessageContaining(seen)
                .hasMessageContaining("of the user of context 'c'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "certificate-authority-data: 'not*Base64'|certificate-authority-data of cluster 'c' is not Base64",
                "certificate-authority-data: Zm9v|certificate-authority-data of cluster 'c' holds no certificate as PEM",
                "certificate-authority: none.pem|none.pem can't be read: there is no such file",
                "certificate-authority: .|can't be read: it is a directory",
                "tls-server-name: other|it has tls-server-name of cluster 'c', and the client library verifies",
                "proxy-url: 'https://proxy:3128'|the proxy-url of its cluster is https://proxy:3128, and the client library does not speak TLS with a proxy",
                "proxy-url: 'socks4://proxy'|which is no URL of a proxy by http or socks5",
                "proxy-url: 'proxy:3128'|which is no URL of a proxy by http or socks5",
                "proxy-url: 'http://a b'|which is no URL",
                "proxy-url: 'http://proxy:99999'|which is no URL of a proxy by http or socks5",
                "certificate-authority: \"a\\0b\"|certificate-authority of cluster 'c' holds a character that no path has here",
            })
    void a_field_of_the_cluster_that_can_not_be_honoured_is_told_by_its_name(String field, String seen) {
        assertThatThrownBy(() -> config(file(FILE.replace("6443'", "6443', " + field))))
                .hasMessageContaining(seen);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.1:6443|without the scheme",
                "localhost|without the scheme",
                "https://10.0.0.1:6443 |with a blank or a line break at its beginning or end",
                " https://10.0.0.1:6443|with a blank or a line break",
                "https://10.0.0.1:port|which names no host and port",
                "https://10.0.0.1:70000|which names no host and port",
                "https://|which is no URL",
                "https:///path|which names no host and port",
                "https://10.0. 0.1|which is no URL: illegal character in",
                "https://[::1|which is no URL",
                "ftp://10.0.0.1|and an API server is asked by https or http",
                "ht!tp://10.0.0.1|which is no URL",
            },
            ignoreLeadingAndTrailingWhitespace = false)
    void a_bad_address_is_told_as_what_it_is(String server, String seen) {
        assertThatThrownBy(() -> config(file(FILE.replace("https://10.0.0.1:6443", server))))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessageContaining("the server of cluster 'c' is '" + server)
                .hasMessageContaining(seen);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://my_host:6443", "https://[::1]:6443", "HTTPS://host/k8s/clusters/c-1", "http://host"})
    void an_address_that_kubectl_takes_is_taken(String server) {
        assertThat(config(file(FILE.replace("https://10.0.0.1:6443", server))).getMasterUrl())
                .startsWith(server);
    }

    @Test
    void whoever_is_to_be_impersonated_is() throws Exception {
        try (PemServer server = new PemServer()) {
            String text = FILE.replace(
                            "https://10.0.0.1:6443'",
                            server.url() + "', certificate-authority-data: '%s'".formatted(wrapped("ca.pem")))
                    .replace(
                            "the-token",
                            "the-token, as: jane, as-uid: 17, as-groups: [a, b], as-user-extra: {example.org/team: [x, y]}");
            Host.find(new HostRequest(HostKind.KUBECONFIG, Optional.of(file(text)), Optional.empty()))
                    .close();
            assertThat(server.headers()).isNotEmpty().allSatisfy(request -> assertThat(request)
                    .containsEntry("Impersonate-user", List.of("jane"))
                    .containsEntry("Impersonate-uid", List.of("17"))
                    .hasEntrySatisfying(
                            "Impersonate-group", groups -> assertThat(groups).containsExactlyInAnyOrder("a", "b"))
                    .containsKey("Impersonate-extra-example.org%2fteam"));
            assertThat(ClientKubeconfig.of(config(file(text))))
                    .contains("as: \"jane\"", "as-uid: \"17\"", "- \"a\"", "example.org/team:");
        }
        assertThatThrownBy(() -> config(file(FILE.replace("the-token", "the-token, as-groups: [a]"))))
                .hasMessageContaining("as-uid, as-groups or as-user-extra, and no 'as'");
    }

    @Test
    void a_credential_plugin_with_nulls_and_a_wrapped_certificate_authority_run() throws IOException {
        Path plugin = directory.resolve("plugin");
        Files.writeString(plugin, """
                #!/bin/sh
                echo "{\\"kind\\":\\"ExecCredential\\",\\"apiVersion\\":\\"client.authentication.k8s.io/v1\\",\\"status\\":{\\"token\\":\\"printed$EMPTY\\"}}"
                """);
        assertThat(plugin.toFile().setExecutable(true)).isTrue();
        String exec =
                "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin, args: %s, env: %s, installHint: null,"
                        + " provideClusterInfo: yes, interactiveMode: null}";
        for (String[] nulls :
                new String[][] {{"null", "null"}, {"[]", "[null, {name: EMPTY, value: null}, {value: x}]"}}) {
            Config config = config(file(FILE.replace("token: the-token", exec.formatted(nulls[0], nulls[1]))));
            assertThat(config.getOauthTokenProvider().getToken()).isEqualTo("printed");
        }
    }

    @Test
    void a_host_is_asked_by_the_proxy_of_its_cluster_whatever_the_environment_says() {
        Config config = config(
                file(FILE.replace("6443'", "6443', proxy-url: 'http://proxy'")),
                Map.of("HTTPS_PROXY", "http://other:1", "NO_PROXY", "*"));
        assertThat(config.getHttpsProxy()).isEqualTo("http://proxy:80");
        assertThat(config.getHttpProxy()).isNull();
        assertThat(config.getNoProxy()).isNullOrEmpty();
    }

    @Test
    void and_the_proxy_is_really_asked() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> asked = CompletableFuture.supplyAsync(() -> firstLine(proxy));
            Path file = file(
                    FILE.replace("6443'", "6443', proxy-url: 'http://127.0.0.1:%d'".formatted(proxy.getLocalPort())));
            assertThatThrownBy(
                            () -> Host.find(new HostRequest(HostKind.KUBECONFIG, Optional.of(file), Optional.empty())))
                    .isInstanceOf(HostUnavailableException.class);
            assertThat(asked.get(1, TimeUnit.MINUTES)).startsWith("CONNECT 10.0.0.1:6443 HTTP/1.1");
        }
    }

    private static String firstLine(ServerSocket proxy) {
        try (Socket socket = proxy.accept()) {
            byte[] head = new byte[4096];
            int length = socket.getInputStream().read(head);
            proxy.close();
            return new String(head, 0, Math.max(0, length), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://10.0.0.1:6443|HTTPS_PROXY=http://proxy:3128|http://proxy:3128",
                "https://10.0.0.1:6443|https_proxy=proxy:3128|http://proxy:3128",
                "https://10.0.0.1:6443|HTTPS_PROXY=socks5://proxy|socks5://proxy:1080",
                "https://10.0.0.1:6443|HTTPS_PROXY=http://someone:pass%2Fword@proxy|http://someone:pass%2Fword@proxy:80",
                "https://10.0.0.1:6443|HTTP_PROXY=http://proxy:3128|",
                "https://10.0.0.1:6443|ALL_PROXY=http://proxy:3128|",
                "https://10.0.0.1:6443|HTTPS_PROXY= |",
                "http://10.0.0.1|HTTP_PROXY=http://proxy:3128|http://proxy:3128",
                "http://10.0.0.1|HTTPS_PROXY=http://proxy:3128|",
                "https://localhost:6443|HTTPS_PROXY=http://proxy:3128|",
                "https://127.0.0.9:6443|HTTPS_PROXY=http://proxy:3128|",
                "https://[::1]:6443|HTTPS_PROXY=http://proxy:3128|",
                "https://10.0.0.1:6443|HTTPS_PROXY=http://p:1 NO_PROXY=10.0.0.0/8|",
                "https://10.0.0.1:6443|HTTPS_PROXY=http://p:1 no_proxy=a,10.0.0.1|",
                "https://10.0.0.1:6443|HTTPS_PROXY=http://p:1 NO_PROXY=10.0.0.1:443|http://p:1",
                "https://10.0.0.1:6443|HTTPS_PROXY=http://p:1 NO_PROXY=10.0.0.1:6443|",
                "https://10.0.0.1:6443|HTTPS_PROXY=http://p:1 NO_PROXY=*|",
                "https://10.0.0.1:6443|HTTPS_PROXY=http://p:1 NO_PROXY=0.0.1,.1|http://p:1",
                "https://[fd00::1]|HTTPS_PROXY=http://p:1 NO_PROXY=fd00::/8|",
                "https://[fd00::1]|HTTPS_PROXY=http://p:1 NO_PROXY=[fd00::1]:443|",
                "https://api.example.org|HTTPS_PROXY=http://p:1 NO_PROXY=example.org|",
                "https://API.example.org|HTTPS_PROXY=http://p:1 NO_PROXY=.EXAMPLE.org|",
                "https://api.example.org|HTTPS_PROXY=http://p:1 NO_PROXY=*.example.org|",
                "https://example.org|HTTPS_PROXY=http://p:1 NO_PROXY=.example.org|http://p:1",
                "https://notexample.org|HTTPS_PROXY=http://p:1 NO_PROXY=example.org|http://p:1",
            })
    void else_by_the_proxy_of_the_environment_as_kubectl_does_it(String server, String environment, String proxy) {
        Map<String, String> variables = new java.util.HashMap<>();
        Arrays.stream(environment.strip().split(" "))
                .forEach(pair -> variables.put(pair.split("=", 2)[0], pair.split("=", 2)[1]));
        Config config = config(file(FILE.replace("https://10.0.0.1:6443", server)), variables);
        assertThat(server.startsWith("https") ? config.getHttpsProxy() : config.getHttpProxy())
                .isEqualTo(proxy);
    }

    @Test
    void a_proxy_of_the_environment_that_can_not_be_used_is_told_with_its_variable() {
        assertThatThrownBy(() -> config(file(FILE), Map.of("HTTPS_PROXY", "https://someone:secret-word@proxy:1")))
                .hasMessageContaining(
                        "the environment variable HTTPS_PROXY is https://***@proxy:1, and the client library");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tokenFile: \"a\\0b\"",
                "exec: {apiVersion: client.authentication.k8s.io/v1, command: \"./a\\0b\"}"
            })
    void a_path_that_is_none_is_told_by_its_field(String user) {
        assertThatThrownBy(() -> config(file(FILE.replace("token: the-token", user))))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessageContainingAll(
                        user.startsWith("exec") ? "it can't be started: " : "tokenFile of the user of");
    }

    @Test
    void a_port_in_NO_PROXY_that_is_none_excepts_nobody() {
        Map<String, String> variables =
                Map.of("HTTPS_PROXY", "http://proxy:3128", "NO_PROXY", "10.0.0.1:99999999999999");
        assertThat(config(file(FILE), variables).getHttpsProxy()).isEqualTo("http://proxy:3128");
    }

    private static String wrapped(String pem) {
        return Base64.getMimeEncoder(76, new byte[] {'\n'})
                .encodeToString(PemServer.pem(pem).getBytes(StandardCharsets.US_ASCII))
                .replace("\n", "\n    ");
    }

    private Path file(String text) {
        try {
            return Files.writeString(directory.resolve("config"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Config config(Path file) {
        return config(file, Map.of());
    }

    private static Config config(Path file, Map<String, String> environment) {
        HostKubeconfig kubeconfig = HostKubeconfig.read(file);
        return kubeconfig.clientConfig(kubeconfig.context(Optional.empty()), environment::get);
    }
}
