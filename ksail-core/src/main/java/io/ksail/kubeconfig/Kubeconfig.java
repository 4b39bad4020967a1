package io.ksail.kubeconfig;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.AuthInfoBuilder;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.ClusterBuilder;
import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.KsailException;
import io.ksail.internal.Redaction;
import io.ksail.internal.kubeconfig.OwnerOnlyFile;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A way into one nested cluster: one context, TLS verified, credentials inline. Immutable.
 *
 * <p>{@link #toString()} names the context only, so that no credential ends in a log.
 */
public final class Kubeconfig {

    private static final int PATIENCE_MILLIS = 30_000;

    private final String context;
    private final String yaml;

    private Kubeconfig(String context, String yaml) {
        Redaction.rememberKubeconfig(yaml);
        this.context = context;
        this.yaml = yaml;
    }

    /**
     * Rewrites what a node wrote for its own use to what is of use from outside. Of what it says only certificates, keys,
     * token and password are taken over: who rules a nested cluster does not rule the machine that reads this, and a
     * kubeconfig can name programs to be run and files to be sent.
     *
     * @param nodeYaml the kubeconfig as the node wrote it
     * @param context what to call its context, cluster and user
     * @param serverUrl the exposed address of the API
     * @return the kubeconfig for users
     * @throws KsailException if the node's file has no cluster, no certificate authority or no user with credentials of its
     *     own
     */
    public static Kubeconfig rewritten(String nodeYaml, String context, String serverUrl) {
        Cluster cluster;
        AuthInfo user;
        try {
            var model = Serialization.unmarshal(nodeYaml, io.fabric8.kubernetes.api.model.Config.class);
            cluster = model.getClusters().get(0).getCluster();
            user = model.getUsers().get(0).getUser();
        } catch (RuntimeException | StackOverflowError e) {
            // The parser goes as deep as the text does.
            throw unusable("it is not a kubeconfig with a cluster and a user", e);
        }
        return new Kubeconfig(context, yaml(context, verified(cluster, serverUrl), context, inline(user), context));
    }

    /** Whom to trust at an address, and nothing else that a kubeconfig can say of a cluster. */
    private static Cluster verified(@Nullable Cluster cluster, String serverUrl) {
        if (cluster == null || isEmpty(cluster.getCertificateAuthorityData())) {
            throw unusable("it has no certificate-authority-data, so the server could not be verified", null);
        }
        return new ClusterBuilder()
                .withServer(serverUrl)
                .withCertificateAuthorityData(cluster.getCertificateAuthorityData())
                .build();
    }

    /** Credentials themselves, and nothing that says where to get some. */
    private static AuthInfo inline(@Nullable AuthInfo user) {
        boolean certificate =
                user != null && !isEmpty(user.getClientCertificateData()) && !isEmpty(user.getClientKeyData());
        boolean password = user != null && !isEmpty(user.getUsername()) && !isEmpty(user.getPassword());
        if (user == null || !(certificate || password || !isEmpty(user.getToken()))) {
            throw unusable(
                    "its user has no client certificate, token or password in the file itself; programs to run and files"
                            + " to read are not taken from a nested cluster",
                    null);
        }
        return new AuthInfoBuilder()
                .withClientCertificateData(certificate ? user.getClientCertificateData() : null)
                .withClientKeyData(certificate ? user.getClientKeyData() : null)
                .withToken(isEmpty(user.getToken()) ? null : user.getToken())
                .withUsername(password ? user.getUsername() : null)
                .withPassword(password ? user.getPassword() : null)
                .build();
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    private static String yaml(String clusterName, Cluster cluster, String userName, AuthInfo user, String context) {
        return Serialization.asYaml(new ConfigBuilder()
                .withApiVersion("v1")
                .withKind("Config")
                .withCurrentContext(context)
                .addNewCluster()
                .withName(clusterName)
                .withCluster(cluster)
                .endCluster()
                .addNewUser()
                .withName(userName)
                .withUser(user)
                .endUser()
                .addNewContext()
                .withName(context)
                .withNewContext()
                .withCluster(clusterName)
                .withUser(userName)
                // As minikube says it: who shows a context's namespace shows one.
                .withNamespace("default")
                .endContext()
                .endContext()
                .build());
    }

    /**
     * The way into the same cluster for somebody else.
     *
     * @param name what to call them
     * @param user their credentials
     * @return a kubeconfig whose context is {@code <name>@<context>}
     */
    public Kubeconfig as(String name, AuthInfo user) {
        var model = Serialization.unmarshal(yaml, io.fabric8.kubernetes.api.model.Config.class);
        String theirs = name + "@" + context;
        return new Kubeconfig(
                theirs,
                yaml(
                        model.getClusters().get(0).getName(),
                        model.getClusters().get(0).getCluster(),
                        theirs,
                        user,
                        theirs));
    }

    /**
     * A kubeconfig that was left on a host, for users already, as far as {@link #rewritten} trusts one.
     *
     * @param yaml a kubeconfig such as {@link #yaml()} gave
     * @param context what to call its context, whatever it is called in there: it will stand beside others
     * @return the same access
     * @throws KsailException if it leads to no server by HTTPS, or as {@link #rewritten} does
     */
    public static Kubeconfig kept(String yaml, String context) {
        String server;
        try {
            server = Serialization.unmarshal(yaml, io.fabric8.kubernetes.api.model.Config.class)
                    .getClusters()
                    .get(0)
                    .getCluster()
                    .getServer();
            URI url = new URI(server);
            if (!"https".equals(url.getScheme()) || url.getHost() == null || url.getUserInfo() != null) {
                throw unusable("its server is not the URL of a host by HTTPS", null);
            }
        } catch (KsailException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | URISyntaxException e) {
            throw unusable("it is not a kubeconfig with a cluster and its server", e);
        }
        return rewritten(yaml, context, server);
    }

    private static KsailException unusable(String seen, @Nullable Throwable cause) {
        return new KsailException(
                "The kubeconfig of the nested cluster can't be used",
                seen,
                "check that the node image writes a kubeconfig as its distribution does",
                cause);
    }

    /**
     * The same access by another address.
     *
     * @param serverUrl an address of the API that its certificate holds
     * @return a new kubeconfig
     */
    public Kubeconfig at(String serverUrl) {
        return rewritten(yaml, context, serverUrl);
    }

    /**
     * The name of the context, which is also the name of the user in it, and for an administrator that of the cluster.
     *
     * @return such as {@code k3k-demo}, for others {@code alice@k3k-demo}
     */
    public String context() {
        return context;
    }

    /**
     * The kubeconfig itself. Holds a private key: keep it out of logs.
     *
     * @return YAML that kubectl accepts
     */
    public String yaml() {
        return yaml;
    }

    /**
     * The kubeconfig as a fabric8 client wants it. It gives a connection, and then an answer, 30 s instead of the client's own
     * 10: a nested API server shares its host's processors with whatever else is starting there, and the client tries a request
     * that got no connection in time only once.
     *
     * @return a new configuration at each call, the caller's to change
     */
    public Config clientConfig() {
        Config config = Config.fromKubeconfig(yaml);
        config.setConnectionTimeout(PATIENCE_MILLIS);
        config.setRequestTimeout(PATIENCE_MILLIS);
        return config;
    }

    /**
     * Writes the kubeconfig to a file that only its owner can read (mode 0600), at once or not at all.
     *
     * @param file the file; replaced if it exists
     * @throws IOException if the file can't be written
     */
    public void writeTo(Path file) throws IOException {
        OwnerOnlyFile.write(file, yaml);
    }

    @Override
    public String toString() {
        return "kubeconfig of context " + context;
    }
}
