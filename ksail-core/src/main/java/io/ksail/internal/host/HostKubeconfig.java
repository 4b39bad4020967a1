package io.ksail.internal.host;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.host.HostRequest;
import io.ksail.host.HostUnavailableException;
import io.ksail.internal.Causes;
import io.ksail.internal.KubeconfigPath;
import io.ksail.internal.Redaction;
import io.ksail.internal.host.Credentials.Impersonation;
import io.ksail.internal.host.KubeconfigCertificates.Given;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A kubeconfig that was named, read as kubectl reads it: everything that can be wrong with the file is found here,
 * before anything is asked of a cluster.
 */
final class HostKubeconfig {

    private static final String CHECK =
            "give a file that kubectl accepts; check with: kubectl config get-contexts --kubeconfig ";

    /** A field of a path in the words of the library's parser; what is in these two has names that users choose. */
    private static final Pattern FIELD = Pattern.compile("\\[(?:\"([\\w-]+)\"|(\\d+))]");

    private static final Set<String> FREE = Set.of("config", "as-user-extra");

    private final Path file;
    private final io.fabric8.kubernetes.api.model.Config model;
    private final String note;

    private HostKubeconfig(Path file, io.fabric8.kubernetes.api.model.Config model, boolean hasMore) {
        this.file = file;
        this.model = model;
        this.note = hasMore ? "; of the documents in the file ('---') only the first one counts, as for kubectl" : "";
    }

    static HostKubeconfig read(Path named) {
        Path file = KubeconfigPath.of("path of the host's kubeconfig", named.toString());
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new HostUnavailableException(
                    "The host's kubeconfig %s can't be read".formatted(file),
                    why(file, e),
                    "name a kubeconfig file that is there and that this user may read, with %s; in tests also with"
                                    .formatted(HostRequest.KUBECONFIG_VARIABLE)
                            + " ksail.host.kubeconfig or on the annotation",
                    e);
        }
        try {
            String text = KubeconfigYaml.decoded(bytes);
            Redaction.rememberKubeconfig(text);
            KubeconfigYaml yaml = KubeconfigYaml.read(text);
            HostKubeconfig kubeconfig = new HostKubeconfig(file, model(yaml), yaml.hasMore());
            kubeconfig.requireContexts(yaml.fields().isEmpty());
            return kubeconfig;
        } catch (Unusable e) {
            throw unusable(file, e.reason(), CHECK + file);
        }
    }

    private static String why(Path file, IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (Files.isDirectory(file)) {
            return "it is a directory";
        }
        return e instanceof AccessDeniedException ? "this user may not read it" : String.valueOf(e.getMessage());
    }

    private static io.fabric8.kubernetes.api.model.Config model(KubeconfigYaml yaml) throws Unusable {
        try {
            return Serialization.unmarshal(
                    Serialization.asJson(yaml.fields()), io.fabric8.kubernetes.api.model.Config.class);
        } catch (RuntimeException e) {
            // The parser's own words, and so the failure itself, quote the file: what has the wrong form may be a
            // credential.
            throw new Unusable("it does not have the fields of a kubeconfig%s".formatted(place(e)));
        }
    }

    private static String place(RuntimeException e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            String words = String.valueOf(at.getMessage());
            int chain = words.indexOf("(through reference chain: ");
            if (chain >= 0) {
                StringBuilder path = new StringBuilder();
                Matcher step = FIELD.matcher(words).region(chain, words.length());
                while (step.find() && FREE.stream().noneMatch(path.toString()::endsWith)) {
                    path.append(step.group(1) == null ? "[" + step.group(2) + "]" : "." + step.group(1));
                }
                return ": what is at %s has another form there".formatted(path.substring(1));
            }
        }
        return "";
    }

    private void requireContexts(boolean empty) throws Unusable {
        List<String> names = names();
        if (names.isEmpty()) {
            throw new Unusable((empty ? "it is empty, or holds comments only" : "it names no context") + note);
        }
        requireOnce("contexts", names);
        requireOnce(
                "clusters",
                model.getClusters().stream().map(NamedCluster::getName).toList());
        requireOnce(
                "users", model.getUsers().stream().map(NamedAuthInfo::getName).toList());
    }

    /** Which of two is meant nobody can tell; kubectl does not take such a file. */
    private static void requireOnce(String list, List<@Nullable String> names) throws Unusable {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (name != null && !seen.add(name)) {
                throw new Unusable("two of its %s are called '%s'".formatted(list, Redaction.quoted(name)));
            }
        }
    }

    /** An entry without a name can't be meant by anybody. */
    private List<String> names() {
        return model.getContexts().stream()
                .map(NamedContext::getName)
                .filter(name -> !isEmpty(name))
                .toList();
    }

    /**
     * Whether a file says by itself which of its contexts is meant. One that holds nested clusters only, merged by us, does
     * not; of one that can't be read {@link #read} tells more.
     */
    static boolean namesCurrentContext(Path file) {
        try {
            return KubeconfigYaml.read(KubeconfigYaml.decoded(Files.readAllBytes(file)))
                                    .fields()
                                    .get("current-context")
                            instanceof String name
                    && !name.isEmpty();
        } catch (IOException | Unusable e) {
            return true;
        }
    }

    /**
     * The context to use.
     *
     * @param asked the one that was named, else the file's current one is meant
     */
    String context(Optional<String> asked) {
        List<String> names = names();
        String wanted = asked.orElse(model.getCurrentContext());
        if (wanted == null || wanted.isEmpty()) {
            throw unusable(
                    file,
                    "it has no current context, and no context was named",
                    "name one of: " + String.join(", ", names));
        }
        if (!names.contains(wanted)) {
            throw badContext(
                    wanted,
                    "%s has no such context%s".formatted(file, note),
                    "name one of: " + String.join(", ", names));
        }
        return wanted;
    }

    /**
     * How a client reaches the cluster of a context.
     *
     * <p>Of the file, the client library reads identity providers only. It drops an authority that it can't decode, acts as
     * the user of the file where another one is to be impersonated, takes a plugin that failed for one that gave nothing,
     * and knows neither token files nor, for HTTPS, the proxies of a kubeconfig.
     *
     * @param environment gives the value of a variable, null when it is not set
     */
    Config clientConfig(String context, Function<String, @Nullable String> environment) {
        Context wanted = model.getContexts().stream()
                .filter(named -> context.equals(named.getName()))
                .map(NamedContext::getContext)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(Context::new);
        Cluster cluster = cluster(context, wanted.getCluster());
        AuthInfo user = user(context, wanted.getUser());
        try {
            ConfigBuilder client =
                    new ConfigBuilder(user.getAuthProvider() == null ? Config.empty() : fromLibrary(context));
            reach(client, cluster, String.valueOf(wanted.getCluster()), environment);
            logIn(client, user, context, cluster);
            Impersonation.of(user).applyTo(client);
            Config config = client.withNamespace(wanted.getNamespace()).build();
            Credentials.remember(config);
            return config;
        } catch (Unusable e) {
            throw unusable(
                    file,
                    e.reason(),
                    "correct it; check with: kubectl version --kubeconfig %s --context %s"
                            .formatted(file, Redaction.quoted(context)));
        }
    }

    /** It renews the tokens of an identity provider, and writes them back to the file. */
    private Config fromLibrary(String context) throws Unusable {
        try {
            return Config.fromKubeconfig(context, file.toFile());
        } catch (RuntimeException e) {
            throw new Unusable(Causes.message(e));
        }
    }

    private void reach(
            ConfigBuilder client, Cluster cluster, String name, Function<String, @Nullable String> environment)
            throws Unusable {
        String of = " of cluster '%s'".formatted(Redaction.quoted(name));
        URI server = ServerUrl.checked("the server" + of, cluster.getServer());
        boolean unverified = Objects.equals(cluster.getInsecureSkipTlsVerify(), true);
        Optional<Given> authority = pem(
                "certificate-authority" + of, cluster.getCertificateAuthority(), cluster.getCertificateAuthorityData());
        if (unverified && authority.isPresent()) {
            throw new Unusable(
                    "it has both certificate-authority and insecure-skip-tls-verify%s, which contradict each other"
                            .formatted(of));
        }
        String tlsName = cluster.getTlsServerName();
        if (!isEmpty(tlsName) && !tlsName.equals(server.getHost())) {
            throw new Unusable(
                    "it has tls-server-name%s, and the client library verifies a server by the name in its URL only"
                            .formatted(of));
        }
        client.withMasterUrl(cluster.getServer())
                .withTrustCerts(unverified)
                .withDisableHostnameVerification(unverified)
                .withCaCertData(authority.isEmpty() ? null : KubeconfigCertificates.authority(authority.get()));
        new HostProxy(server, environment).applyTo(client, cluster.getProxyUrl());
    }

    private void logIn(ConfigBuilder client, AuthInfo user, String context, Cluster cluster) throws Unusable {
        String of = " of the user of context '%s'".formatted(Redaction.quoted(context));
        Optional<Given> certificate =
                pem("client-certificate" + of, user.getClientCertificate(), user.getClientCertificateData());
        Optional<Given> key = pem("client-key" + of, user.getClientKey(), user.getClientKeyData());
        if (certificate.isPresent() != key.isPresent()) {
            throw new Unusable("it has a %s%s, without %s"
                    .formatted(
                            key.isPresent() ? "client-key" : "client-certificate",
                            of,
                            key.isPresent() ? "its certificate" : "its key"));
        }
        if (user.getAuthProvider() == null) {
            client.withOauthToken(isEmpty(user.getToken()) ? null : user.getToken());
        }
        client.withUsername(user.getUsername()).withPassword(user.getPassword());
        for (String token : new String[] {client.getOauthToken(), client.getAutoOAuthToken()}) {
            if (token != null) {
                BearerToken.checked(token, "of context '%s' in %s".formatted(Redaction.quoted(context), file));
            }
        }
        if (!isEmpty(user.getTokenFile())) {
            client.withOauthTokenProvider(BearerToken.inFile(resolved("tokenFile" + of, user.getTokenFile())));
        } else if (user.getExec() != null && isEmpty(user.getToken())) {
            CredentialPlugin plugin = CredentialPlugin.run(user.getExec(), file, context, cluster);
            if (plugin.hasToken()) {
                client.withOauthTokenProvider(plugin);
            }
            if (plugin.certificate().isPresent()) {
                String by = " of the credential plugin";
                certificate =
                        plugin.certificate().map(pair -> new Given("clientCertificateData" + by, pair.certificate()));
                key = plugin.certificate().map(pair -> new Given("clientKeyData" + by, pair.key()));
            }
        }
        if (certificate.isPresent() && key.isPresent()) {
            KubeconfigCertificates.Pair pair = KubeconfigCertificates.pair(certificate.get(), key.get());
            client.withClientCertData(pair.certificates())
                    .withClientKeyData(pair.key())
                    .withClientKeyAlgo(pair.algorithm());
        }
    }

    /** What stands in the file itself counts before what is named by it. */
    private Optional<Given> pem(String field, @Nullable String path, @Nullable String data) throws Unusable {
        if (!isEmpty(data)) {
            return Optional.of(KubeconfigCertificates.decoded(field.replaceFirst(" |$", "-data "), data));
        }
        if (isEmpty(path)) {
            return Optional.empty();
        }
        Path there = resolved(field, path);
        try {
            return Optional.of(new Given(field, new String(Files.readAllBytes(there), StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            throw new Unusable("%s: %s can't be read: %s; a relative path is relative to the kubeconfig"
                    .formatted(field, Redaction.quoted(there.toString()), why(there, e)));
        }
    }

    /** Without this check a client would ask {@code kubernetes.default.svc}, whatever that is here. */
    private Cluster cluster(String context, @Nullable String name) {
        return model.getClusters().stream()
                .filter(named -> !isEmpty(name) && name.equals(named.getName()))
                .map(NamedCluster::getCluster)
                .filter(found -> found != null && !isEmpty(found.getServer()))
                .findFirst()
                .orElseThrow(() -> badContext(
                        context,
                        isEmpty(name)
                                ? "in %s it names no cluster".formatted(file)
                                : "%s has no cluster '%s' with a server, which this context wants"
                                        .formatted(file, name),
                        "add the cluster to the file, or name another context"));
    }

    private AuthInfo user(String context, @Nullable String name) {
        if (isEmpty(name)) {
            return new AuthInfo();
        }
        return model.getUsers().stream()
                .filter(named -> !isEmpty(name) && name.equals(named.getName()))
                .map(NamedAuthInfo::getUser)
                .map(found -> found == null ? new AuthInfo() : found)
                .findFirst()
                .orElseThrow(() -> badContext(
                        context,
                        "%s has no user '%s', which this context wants".formatted(file, name),
                        "add the user to the file, or name another context"));
    }

    private Path resolved(String field, String path) throws Unusable {
        try {
            return file.toAbsolutePath().resolveSibling(path).normalize();
        } catch (InvalidPathException e) {
            throw new Unusable(field + " holds a character that no path has here");
        }
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

    /** Why something that a kubeconfig says can't be used, as a sentence without its end; for the message about the file. */
    static final class Unusable extends Exception {

        private static final long serialVersionUID = 1L;

        Unusable(String reason) {
            super(reason, null);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }
}
