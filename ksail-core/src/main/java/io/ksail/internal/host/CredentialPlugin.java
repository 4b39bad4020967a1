package io.ksail.internal.host;

import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.ExecConfig;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.host.Host;
import io.ksail.host.HostUnavailableException;
import io.ksail.internal.Await;
import io.ksail.internal.Durations;
import io.ksail.internal.Redaction;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program that a kubeconfig names under {@code users[].user.exec} and that prints credentials (client-go credential
 * plugins, {@code client.authentication.k8s.io}). It is run without a shell, and again when what it gave has expired.
 * Thread-safe.
 */
final class CredentialPlugin implements OAuthTokenProvider {

    private static final Logger LOG = LoggerFactory.getLogger(Host.class);

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** How long before its end a token is not used any more. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final ExecConfig exec;
    private final Path kubeconfig;
    private final String context;
    private final Cluster cluster;
    private ExecCredential current;

    private CredentialPlugin(ExecConfig exec, Path kubeconfig, String context, Cluster cluster) {
        this.exec = exec;
        this.kubeconfig = kubeconfig;
        this.context = context;
        this.cluster = cluster;
        requireCommand();
        rememberSecrets();
        this.current = fresh();
    }

    /**
     * Runs a plugin for the first time.
     *
     * @throws HostUnavailableException if it gives no credentials, with its own words
     */
    static CredentialPlugin run(ExecConfig exec, Path kubeconfig, String context, Cluster cluster) {
        return new CredentialPlugin(exec, kubeconfig, context, cluster);
    }

    synchronized boolean hasToken() {
        return current.token().isPresent();
    }

    synchronized Optional<ExecCredential.Certificate> certificate() {
        return current.certificate();
    }

    @Override
    public synchronized String getToken() {
        if (Instant.now().isAfter(current.expires().minus(MARGIN))) {
            try {
                current = fresh();
            } catch (HostUnavailableException e) {
                LOG.warn("{}, the token it gave before is used on: {}", e.tried(), e.seen());
            }
        }
        return current.token().orElse("");
    }

    private void requireCommand() {
        if (exec.getCommand() == null || exec.getApiVersion() == null) {
            throw new HostUnavailableException(
                    "The host's context '%s' can't be used".formatted(Redaction.quoted(context)),
                    "its user has exec without %s".formatted(exec.getCommand() == null ? "command" : "apiVersion"),
                    "name the program under users[].user.exec.command of %s, and its apiVersion beside it"
                            .formatted(kubeconfig),
                    null);
        }
    }

    /** Plugins complain in words that quote what they were given. */
    private void rememberSecrets() {
        exec.getEnv()
                .forEach(variable -> Redaction.rememberValue(
                        Objects.requireNonNullElse(variable.getName(), ""), variable.getValue()));
        String before = "";
        for (String argument : exec.getArgs()) {
            int equals = argument.indexOf('=');
            Redaction.rememberValue(before.startsWith("-") ? before : "", argument);
            Redaction.rememberValue(
                    equals < 0 ? "" : argument.substring(0, equals), argument.substring(equals < 0 ? 0 : equals + 1));
            before = argument;
        }
    }

    private ExecCredential fresh() {
        PluginProcess.Outcome outcome;
        try {
            outcome = PluginProcess.run(command(), environment(), LIMIT);
        } catch (IOException | InvalidPathException e) {
            throw failure("it can't be started: " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw failure(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("the thread was interrupted while it ran", e);
        }
        // One that fails may say on one stream what it printed on the other.
        Redaction.rememberKubeconfig(outcome.out());
        if (outcome.exitCode() != 0) {
            throw failure("it ended with exit code %d: %s".formatted(outcome.exitCode(), outcome.err()), null);
        }
        return ExecCredential.parse(outcome.out(), exec.getApiVersion(), Instant.now())
                .orElseThrow(() -> failure(
                        "it printed no ExecCredential of %s with a token or a certificate%s"
                                .formatted(
                                        exec.getApiVersion(),
                                        outcome.err().isEmpty() ? "" : ", but said: " + outcome.err()),
                        null))
                .checked("that the credential plugin '%s' gave".formatted(program()));
    }

    private String program() {
        return Redaction.quoted(exec.getCommand());
    }

    /** As kubectl does: a name is looked up on the PATH, a path is relative to the kubeconfig. */
    private List<String> command() {
        String program = exec.getCommand();
        boolean isPath = program.contains("/") || program.contains(File.separator);
        List<String> command = new ArrayList<>();
        command.add(
                isPath
                        ? kubeconfig
                                .toAbsolutePath()
                                .resolveSibling(program)
                                .normalize()
                                .toString()
                        : program);
        command.addAll(exec.getArgs());
        return command;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        exec.getEnv().stream()
                .filter(variable -> variable.getName() != null)
                .forEach(variable ->
                        environment.put(variable.getName(), Objects.requireNonNullElse(variable.getValue(), "")));
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("interactive", false);
        if (Objects.equals(exec.getProvideClusterInfo(), true)) {
            spec.put("cluster", clusterInfo());
        }
        environment.put(
                "KUBERNETES_EXEC_INFO",
                Serialization.asJson(
                        Map.of("kind", "ExecCredential", "apiVersion", exec.getApiVersion(), "spec", spec)));
        return environment;
    }

    private Map<String, Object> clusterInfo() {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("server", cluster.getServer());
        putIfThere(info, "certificate-authority-data", cluster.getCertificateAuthorityData());
        putIfThere(info, "tls-server-name", cluster.getTlsServerName());
        putIfThere(info, "proxy-url", cluster.getProxyUrl());
        return info;
    }

    private static void putIfThere(Map<String, Object> map, String key, @Nullable String value) {
        if (value != null) {
            map.put(key, value);
        }
    }

    /** Neither the arguments nor what the plugin printed are told: there may be secrets among them. */
    private HostUnavailableException failure(String seen, @Nullable Exception cause) {
        String hint = exec.getInstallHint();
        return new HostUnavailableException(
                "The credential plugin '%s' gives no credentials for the host's context '%s'"
                        .formatted(program(), context),
                seen,
                "run it by hand, as the user who runs the tests, and log in where it asks for that; its arguments are in %s%s"
                        .formatted(kubeconfig, hint == null || hint.isBlank() ? "" : "\n" + hint.strip()),
                cause);
    }

    @Override
    public String toString() {
        return "the token that the credential plugin '%s' gave".formatted(program());
    }

    /**
     * What a credential plugin printed.
     *
     * @param token a bearer token, if it gave one
     * @param certificate a client certificate, if it gave one
     * @param expires when to ask it again
     */
    record ExecCredential(Optional<String> token, Optional<Certificate> certificate, Instant expires) {

        /** A plugin that does not say how long its credentials are good for is asked again after this time. */
        private static final Duration WITHOUT_EXPIRY = Duration.ofMinutes(1);

        /**
         * A client certificate and its key, in the form that a client's configuration takes.
         *
         * @param certificate PEM
         * @param key PEM
         */
        record Certificate(String certificate, String key) {}

        /** The credentials in a plugin's output; empty if it is none of that API version, or has none in it. */
        static Optional<ExecCredential> parse(String json, String apiVersion, Instant now) {
            GenericKubernetesResource printed;
            try {
                printed = Serialization.unmarshal(json, GenericKubernetesResource.class);
            } catch (RuntimeException e) {
                return Optional.empty();
            }
            if (printed == null || !apiVersion.equals(printed.getApiVersion())) {
                return Optional.empty();
            }
            Optional<String> token = text(printed, "token");
            Optional<Certificate> certificate = text(printed, "clientCertificateData")
                    .flatMap(pem -> text(printed, "clientKeyData").map(key -> new Certificate(pem, key)));
            return token.isEmpty() && certificate.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ExecCredential(token, certificate, expiry(printed, now)));
        }

        /** With a token that an HTTP header can hold. */
        ExecCredential checked(String source) {
            token.ifPresent(given -> BearerToken.checked(given, source));
            return this;
        }

        private static Instant expiry(GenericKubernetesResource printed, Instant now) {
            try {
                return text(printed, "expirationTimestamp")
                        .map(time -> OffsetDateTime.parse(time).toInstant())
                        .orElse(now.plus(WITHOUT_EXPIRY));
            } catch (DateTimeParseException e) {
                return now.plus(WITHOUT_EXPIRY);
            }
        }

        private static Optional<String> text(GenericKubernetesResource printed, String field) {
            @Nullable Object value = printed.get("status", field);
            return Optional.ofNullable(value).map(String::valueOf).filter(text -> !text.isEmpty());
        }
    }

    /** One run of a program of this machine: an argument vector, no shell, no input, and an end that is sure to come. */
    private static final class PluginProcess {

        private PluginProcess() {}

        /**
         * What a program that ended has left.
         *
         * @param exitCode its exit code
         * @param out what it printed
         * @param err what it said besides, without blank space around it
         */
        record Outcome(int exitCode, String out, String err) {}

        static Outcome run(List<String> command, Map<String, String> environment, Duration limit)
                throws IOException, TimeoutException, InterruptedException {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            Process process = builder.start();
            try {
                process.getOutputStream().close();
                CompletableFuture<String> out = reading(process.getInputStream());
                CompletableFuture<String> err = reading(process.getErrorStream());
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new TimeoutException("it did not end within " + Durations.readable(limit));
                }
                return new Outcome(
                        process.exitValue(), finished(out), finished(err).strip());
            } finally {
                process.destroyForcibly();
            }
        }

        private static CompletableFuture<String> reading(InputStream stream) {
            CompletableFuture<String> text = new CompletableFuture<>();
            Thread reader = new Thread(
                    () -> {
                        try (stream) {
                            text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
                        } catch (IOException e) {
                            text.completeExceptionally(new UncheckedIOException(e));
                        }
                    },
                    "ksail-credential-plugin");
            reader.setDaemon(true);
            reader.start();
            return text;
        }

        /** A child that the program left behind may hold the stream open; nobody waits for that long. */
        private static String finished(CompletableFuture<String> text) throws TimeoutException, InterruptedException {
            try {
                return Await.value(text, Duration.ofSeconds(5));
            } catch (ExecutionException e) {
                return "";
            } catch (TimeoutException e) {
                throw new TimeoutException("it ended, but something that it started did not");
            }
        }
    }
}
