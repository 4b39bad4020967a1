package io.ksail.host;

import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.ExecConfig;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.internal.Redaction;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
        } catch (IOException e) {
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
}
