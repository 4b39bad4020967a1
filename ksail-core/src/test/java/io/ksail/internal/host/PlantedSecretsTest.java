package io.ksail.internal.host;

import com.sun.net.httpserver.HttpServer;
import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.host.HostUnavailableException;
import io.ksail.spec.RegistryMirrors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** A secret in every input that leads to a host, and what is then said, as JUnit prints it and as it is logged. */
class PlantedSecretsTest {

    private static final String PEM = """
            -----BEGIN RSA PRIVATE KEY-----
            plantedplantedplantedplantedplantedplantedplantedplantedplanted0
            -----END RSA PRIVATE KEY-----
            """;

    /** Answers with the status in the first part of the path, and repeats all that it was asked with. */
    private static HttpServer parrot;

    @TempDir
    private Path directory;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();

    @BeforeAll
    static void start() throws IOException {
        parrot = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        parrot.createContext("/", exchange -> {
            int status = Integer.parseInt(exchange.getRequestURI().getPath().split("/")[1]);
            String words = "asked with " + exchange.getRequestHeaders().entrySet();
            String body = status == 200
                    ? "<html>" + words
                    : "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":%d,\"message\":\"%s\"}"
                            .formatted(status, words.replace("\"", "'"));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        parrot.start();
    }

    @AfterAll
    static void stop() {
        parrot.stop(0);
    }

    @BeforeEach
    void listen() {
        PrintStream capture = new PrintStream(logged, true, StandardCharsets.UTF_8);
        System.setOut(capture);
        System.setErr(capture);
    }

    @AfterEach
    void listen_no_more() {
        System.setOut(out);
        System.setErr(err);
    }

    static Stream<String> users() {
        return Stream.of(
                "token: planted-token-1",
                "token: 'planted token with blanks'",
                "token: \"planted-line-1\\nplanted-line-2\"",
                "token: \"planted-bell\\u0007\"",
                "token: plänted-token",
                "token: |\n      planted-in-a-block\n      planted-below",
                "username: admin\n    password: planted-password",
                "tokenFile: token-with-lines",
                "tokenFile: eyJhbGciOiJSUzI1NiJ9.eyJwbGFudGVkIjoxfQ.planted-signature",
                "auth-provider: {name: oidc, config: {id-token: \"planted-id\\n-token\", refresh-token: planted-refresh}}",
                "client-certificate-data: Zm9v\n    client-key-data: " + base64(PEM),
                "client-certificate-data: Zm9v\n    client-key-data: planted-and-not-even-base64",
                "client-certificate: planted.pem\n    client-key: \"" + PEM.replace("\n", "\\n") + "\"",
                exec("echo of the environment: $PLANTED_TOKEN >&2; exit 3"),
                exec("echo failed with $0 $1 $2 >&2; exit 1"),
                exec(
                        "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"v1\",\"status\":{\"token\":\"planted-printed\"}}'; echo planted-printed >&2; exit 1"),
                exec(
                        "printf '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{\"token\":\"planted-1\\\\nplanted-2\"}}'"),
                exec(
                        "printf '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{\"token\":\"planted-plugin-token\"}}'"),
                exec(
                        "printf '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{\"clientCertificateData\":\"planted-certificate\",\"clientKeyData\":\"planted-key-data\"}}'"));
    }

    private static String exec(String script) {
        return """
                exec:
                      apiVersion: client.authentication.k8s.io/v1
                      command: sh
                      args: [-c, %s, sh, --token, planted-argument]
                      env: [{name: PLANTED_TOKEN, value: planted-value}]
                      interactiveMode: Never""".formatted("\"" + script.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
    }

    @ParameterizedTest
    @MethodSource("users")
    void no_credential_of_a_user_is_said_whatever_the_host_answers(String user) throws IOException {
        Files.writeString(directory.resolve("token-with-lines"), "planted-first\nplanted-second\n");
        for (String status : new String[] {"401", "200"}) {
            assertSilent(() -> find(kubeconfig(url(status), user, "")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"token: planted-token-1", "username: admin\n    password: planted-password"})
    void nor_is_it_by_other_answers_and_by_none(String user) throws IOException {
        for (String status : new String[] {"403", "500"}) {
            assertSilent(() -> find(kubeconfig(url(status), user, "")));
        }
        assertSilent(() -> find(kubeconfig("http://127.0.0.1:1", user, "")));
        assertSilent(
                () -> find(kubeconfig("https://127.0.0.1:" + parrot.getAddress().getPort(), user, "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://someone:planted-password@127.0.0.1:1",
                "http://planted-token-as-user@127.0.0.1:1",
                "http://someone:planted%2Fpassword@nowhere.invalid/401",
                "http://127.0.0.1:1/?token=planted-in-query",
                "ht!tp://someone:planted-password@127.0.0.1:1",
                "http://someone:planted-password@127.0.0.1:port"
            })
    void no_credential_of_an_address_is_said(String server) {
        assertSilent(() -> find(kubeconfig(server, "token: planted-token-1", "")));
        assertSilent(() ->
                find(kubeconfig("http://nowhere.invalid", "token: planted-token-1", ", proxy-url: '" + server + "'")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "users: [{name: u, user: {token: planted-token: planted}}]",
                "users:\n- name: u\n  user:\n    token planted-token\n    password: x\n",
                "users: planted-token-in-the-wrong-place",
                "{\"users\": [{\"name\": \"u\", \"user\": {\"token\": \"planted-unclosed",
                "contexts: [{name: eyJhbGciOiJSUzI1NiJ9.eyJwbGFudGVkIjoxfQ.planted, context: {cluster: c, user: u}}]\ncurrent-context: gone",
                "planted-token-alone-in-the-file"
            })
    void nothing_of_a_file_that_can_not_be_used_is_said(String text) {
        assertSilent(() -> find(Files.writeString(directory.resolve("broken"), text)));
    }

    @Test
    void nothing_is_said_of_what_stands_in_the_place_of_a_path_or_a_context() throws IOException {
        String content = Files.readString(kubeconfig("https://127.0.0.1:1", "token: planted-token-1", ""));
        Map<String, String> values = new LinkedHashMap<>();
        values.put("YAML", content);
        values.put("one line", content.replace("\n", " "));
        values.put("JSON", "{\"apiVersion\":\"v1\",\"users\":[{\"user\":{\"token\":\"planted\"}}]}");
        values.put("base64", base64(content));
        values.put("lines of base64", Base64.getMimeEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8)));
        values.put("a key", PEM);
        values.put("a token", "eyJhbGciOiJSUzI1NiJ9.eyJwbGFudGVkIjoxfQ.planted-signature");
        values.put("long", "planted".repeat(10_000));
        values.forEach((what, value) -> {
            assertSilent(() -> Host.find(new HostRequest(HostKind.KUBECONFIG, Optional.empty(), Optional.empty())
                    .withEnvironment(name -> name.equals("KSAIL_HOST_KUBECONFIG") ? value : null)));
            Path file = kubeconfig("https://127.0.0.1:1", "token: planted-token-1", "");
            assertSilent(() -> Host.find(new HostRequest(HostKind.KUBECONFIG, Optional.of(file), Optional.empty())
                    .withEnvironment(name -> name.equals("KSAIL_HOST_CONTEXT") ? value : null)));
        });
        assertThat(catchThrowable(() -> HostRequest.auto().withEnvironment(name -> "planted\u0000planted")))
                .hasMessageContaining("it is no path: it holds a line break or another control character")
                .hasMessageNotContaining("planted");
        assertThat(catchThrowable(() -> HostRequest.auto().withEnvironment(name -> base64(content))))
                .hasMessageContaining("The environment variable KSAIL_HOST_KUBECONFIG does not name a kubeconfig file")
                .hasMessageContaining("it holds a kubeconfig itself, and not the path of one")
                .hasMessageContaining("mode 0600");
    }

    @Test
    void a_token_that_no_header_can_hold_is_refused_where_it_is_read() throws IOException {
        Path file = kubeconfig("http://127.0.0.1:1", "token: \"planted-1\\nplanted-2\"", "");
        assertThat(catchThrowable(() -> find(file)))
                .isInstanceOf(HostUnavailableException.class)
                .hasMessageContaining("The token of context 'c' in " + file + " can't be used")
                .hasMessageContaining("its character 10 is a line break");
        Files.writeString(directory.resolve("token-with-lines"), "planted-first\nplanted-second\n");
        assertThat(catchThrowable(() -> find(kubeconfig("http://127.0.0.1:1", "tokenFile: token-with-lines", ""))))
                .hasMessageContaining("The token in " + directory.resolve("token-with-lines") + " can't be used")
                .hasMessageContaining("is a line break");
    }

    @Test
    void no_credential_of_a_mirror_is_said() {
        for (String mirrors : new String[] {
            "docker.io=someone:planted-password@mirror.example.com",
            "someone:planted-password@docker.io=https://mirror.example.com",
            "docker.io=ftp://someone:planted-password@mirror.example.com"
        }) {
            assertSilent(() -> RegistryMirrors.parse(mirrors));
        }
    }

    private interface Attempt {
        Object get() throws IOException;
    }

    private void assertSilent(Attempt attempt) {
        Throwable failure = catchThrowable(attempt::get);
        assertThat(failure).isNotNull();
        StringWriter report = new StringWriter();
        failure.printStackTrace(new PrintWriter(report));
        assertThat(report.toString() + logged)
                .doesNotContainIgnoringCase(
                        "planted-", "-planted", "plantedplanted", "plänted", "planted%2F", "planted/")
                .doesNotContain(
                        base64("planted-password").substring(0, 12),
                        base64("admin:planted-password").substring(0, 16));
        assertThat(report.toString()).contains("io.ksail.", "  do:   ");
    }

    private Path kubeconfig(String server, String user, String more) {
        try {
            return Files.writeString(directory.resolve("config"), """
                    apiVersion: v1
                    kind: Config
                    current-context: c
                    clusters: [{name: c, cluster: {server: "%s"%s}}]
                    contexts: [{name: c, context: {cluster: c, user: u}}]
                    users:
                    - name: u
                      user:
                        %s
                    """.formatted(server, more, user));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Host find(Path file) {
        return Host.find(new HostRequest(HostKind.KUBECONFIG, Optional.of(file), Optional.empty()));
    }

    private static String url(String status) {
        return "http://127.0.0.1:%d/%s".formatted(parrot.getAddress().getPort(), status);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
