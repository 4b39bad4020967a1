package io.ksail.host;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.ExecConfig;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.internal.Causes;
import io.ksail.internal.KubeconfigPath;
import io.ksail.internal.Redaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A kubeconfig that was named, read as kubectl reads it: everything that can be wrong with the file is found here,
 * before anything is asked of a cluster.
 */
final class HostKubeconfig {

    private static final Pattern PLACE = Pattern.compile("line:? (\\d+), column:? (\\d+)");

    private final Path file;
    private final io.fabric8.kubernetes.api.model.Config model;

    private HostKubeconfig(Path file, io.fabric8.kubernetes.api.model.Config model) {
        this.file = file;
        this.model = model;
    }

    static HostKubeconfig read(Path file) {
        KubeconfigPath.require("path of the host's kubeconfig", file.toString());
        String yaml;
        try {
            yaml = Files.readString(file);
        } catch (IOException e) {
            String why = e instanceof NoSuchFileException ? "there is no such file" : String.valueOf(e.getMessage());
            throw new HostUnavailableException(
                    "The host's kubeconfig %s can't be read".formatted(file), why, HostFinder.HOW_TO_NAME_A_HOST, e);
        }
        return new HostKubeconfig(file, parsed(file, yaml));
    }

    private static io.fabric8.kubernetes.api.model.Config parsed(Path file, String yaml) {
        Redaction.rememberKubeconfig(yaml);
        io.fabric8.kubernetes.api.model.@Nullable Config model = null;
        String problem = "it names no context";
        try {
            model = Serialization.unmarshal(yaml, io.fabric8.kubernetes.api.model.Config.class);
        } catch (RuntimeException e) {
            // The parser's own words, and so the failure itself, quote the file: what can't be parsed may be a
            // credential.
            problem = "it is not YAML or JSON with the fields of a kubeconfig" + place(e);
        }
        if (model == null || model.getContexts().isEmpty()) {
            throw unusable(
                    file,
                    problem,
                    "give a file that kubectl accepts; check with: kubectl config get-contexts --kubeconfig " + file);
        }
        return model;
    }

    private static String place(RuntimeException e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            Matcher place = PLACE.matcher(String.valueOf(at.getMessage()));
            if (place.find()) {
                return " (line %s, column %s)".formatted(place.group(1), place.group(2));
            }
        }
        return "";
    }

    /**
     * Whether a file says by itself which of its contexts is meant. One that holds nested clusters only, merged by us, does
     * not; of one that can't be read {@link #read} tells more.
     */
    static boolean namesCurrentContext(Path file) {
        try {
            var model = Serialization.unmarshal(Files.readString(file), io.fabric8.kubernetes.api.model.Config.class);
            return model != null && !isEmpty(model.getCurrentContext());
        } catch (IOException | RuntimeException e) {
            return true;
        }
    }

    /**
     * The context to use.
     *
     * @param asked the one that was named, else the file's current one is meant
     */
    String context(Optional<String> asked) {
        List<String> names =
                model.getContexts().stream().map(NamedContext::getName).toList();
        String wanted = asked.orElse(model.getCurrentContext());
        if (wanted == null || wanted.isEmpty()) {
            throw unusable(
                    file,
                    "it has no current context, and no context was named",
                    "name one of: " + String.join(", ", names));
        }
        if (!names.contains(wanted)) {
            throw badContext(
                    wanted, "%s has no such context".formatted(file), "name one of: " + String.join(", ", names));
        }
        return wanted;
    }

    /**
     * How a client reaches the cluster of a context.
     *
     * <p>Tokens, certificates and identity providers are read by the client library. Credential plugins and token files
     * are ours: the library takes a plugin that failed for one that gave nothing, and knows no token files.
     */
    Config clientConfig(String context) {
        Context wanted = model.getContexts().stream()
                .filter(named -> named.getName().equals(context))
                .map(NamedContext::getContext)
                .findFirst()
                .orElseGet(Context::new);
        Cluster cluster = cluster(context, wanted.getCluster());
        AuthInfo user = user(context, wanted.getUser());
        requireFile("certificate-authority", cluster.getCertificateAuthority(), cluster.getCertificateAuthorityData());
        requireFile("client-certificate", user.getClientCertificate(), user.getClientCertificateData());
        requireFile("client-key", user.getClientKey(), user.getClientKeyData());
        if (user.getExec() != null && isEmpty(user.getToken()) && isEmpty(user.getTokenFile())) {
            return withPlugin(user.getExec(), context, cluster);
        }
        Redaction.rememberUrl(cluster.getProxyUrl());
        Config config = made(() -> Config.fromKubeconfig(context, file.toFile()));
        for (String token : new String[] {config.getOauthToken(), config.getAutoOAuthToken()}) {
            if (token != null) {
                BearerToken.checked(token, "of context '%s' in %s".formatted(context, file));
            }
        }
        return isEmpty(user.getTokenFile())
                ? config
                : new ConfigBuilder(config)
                        .withOauthTokenProvider(TokenFile.read(resolved(user.getTokenFile())))
                        .build();
    }

    private Config withPlugin(ExecConfig exec, String context, Cluster cluster) {
        CredentialPlugin plugin = CredentialPlugin.run(exec, file, context, cluster);
        AuthInfo user = new AuthInfo();
        plugin.certificate().ifPresent(pair -> {
            user.setClientCertificateData(base64(pair.certificate()));
            user.setClientKeyData(base64(pair.key()));
        });
        Redaction.rememberUrl(cluster.getProxyUrl());
        Config config = made(() -> Config.fromKubeconfig(Serialization.asYaml(withUser(user, context))));
        return plugin.hasToken()
                ? new ConfigBuilder(config).withOauthTokenProvider(plugin).build()
                : config;
    }

    private Config made(Supplier<Config> reading) {
        try {
            Config config = reading.get();
            Credentials.remember(config);
            return config;
        } catch (RuntimeException e) {
            throw unusable(
                    file, Causes.words(e), "check with: kubectl config view --kubeconfig %s --minify".formatted(file));
        }
    }

    /** The context with another user, so that the library does not run the plugin as well, and with absolute paths. */
    private io.fabric8.kubernetes.api.model.Config withUser(AuthInfo user, String context) {
        io.fabric8.kubernetes.api.model.Config copy = Serialization.clone(model);
        copy.setCurrentContext(context);
        copy.getUsers().forEach(named -> named.setUser(user));
        copy.getClusters().stream()
                .map(NamedCluster::getCluster)
                .filter(cluster -> cluster != null && !isEmpty(cluster.getCertificateAuthority()))
                .forEach(cluster -> cluster.setCertificateAuthority(
                        resolved(cluster.getCertificateAuthority()).toString()));
        return copy;
    }

    /** Without this check a client would ask {@code kubernetes.default.svc}, whatever that is here. */
    private Cluster cluster(String context, @Nullable String name) {
        return model.getClusters().stream()
                .filter(named -> named.getName().equals(name))
                .map(NamedCluster::getCluster)
                .filter(found -> found != null && !isEmpty(found.getServer()))
                .findFirst()
                .orElseThrow(() -> badContext(
                        context,
                        "%s has no cluster '%s' with a server, which this context wants".formatted(file, name),
                        "add the cluster to the file, or name another context"));
    }

    private AuthInfo user(String context, @Nullable String name) {
        if (isEmpty(name)) {
            return new AuthInfo();
        }
        return model.getUsers().stream()
                .filter(named -> named.getName().equals(name))
                .map(NamedAuthInfo::getUser)
                .map(found -> found == null ? new AuthInfo() : found)
                .findFirst()
                .orElseThrow(() -> badContext(
                        context,
                        "%s has no user '%s', which this context wants".formatted(file, name),
                        "add the user to the file, or name another context"));
    }

    private void requireFile(String field, @Nullable String path, @Nullable String dataInstead) {
        if (!isEmpty(path) && isEmpty(dataInstead) && !Files.isReadable(resolved(path))) {
            throw unusable(
                    file,
                    "%s: %s can't be read"
                            .formatted(field, Redaction.quoted(resolved(path).toString())),
                    "put the file there; a relative path is relative to the kubeconfig");
        }
    }

    private Path resolved(String path) {
        return file.toAbsolutePath().resolveSibling(path).normalize();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    private static HostUnavailableException badContext(String context, String seen, String remedy) {
        return new HostUnavailableException(
                "The host's context '%s' can't be used".formatted(Redaction.quoted(context)), seen, remedy, null);
    }

    private static HostUnavailableException unusable(Path file, String seen, String remedy) {
        return new HostUnavailableException(
                "The host's kubeconfig %s can't be used".formatted(file), seen, remedy, null);
    }
}
