package io.ksail.kubeconfig;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.KsailException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A way into one nested cluster: one context, TLS verified, credentials inline. Immutable.
 *
 * <p>{@link #toString()} names the context only, so that no credential ends in a log.
 */
public final class Kubeconfig {

    private final String context;
    private final String yaml;

    private Kubeconfig(String context, String yaml) {
        this.context = context;
        this.yaml = yaml;
    }

    /**
     * Rewrites what a node wrote for its own use to what is of use from outside.
     *
     * @param nodeYaml the kubeconfig as the node wrote it
     * @param context what to call its context, cluster and user
     * @param serverUrl the exposed address of the API
     * @return the kubeconfig for users
     * @throws KsailException if the node's file has no cluster, no certificate authority or no user
     */
    public static Kubeconfig rewritten(String nodeYaml, String context, String serverUrl) {
        Cluster cluster;
        AuthInfo user;
        try {
            var model = Serialization.unmarshal(nodeYaml, io.fabric8.kubernetes.api.model.Config.class);
            cluster = model.getClusters().get(0).getCluster();
            user = model.getUsers().get(0).getUser();
        } catch (RuntimeException e) {
            throw unusable("it is not a kubeconfig with a cluster and a user", e);
        }
        if (cluster.getCertificateAuthorityData() == null) {
            throw unusable("it has no certificate-authority-data, so the server could not be verified", null);
        }
        cluster.setServer(serverUrl);
        cluster.setInsecureSkipTlsVerify(null);
        return new Kubeconfig(context, yaml(context, cluster, context, user, context));
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
     * A kubeconfig that is for users already.
     *
     * @param yaml what {@link #yaml()} gave
     * @return the same kubeconfig
     * @throws KsailException if it names no current context
     */
    public static Kubeconfig of(String yaml) {
        String context;
        try {
            context = Serialization.unmarshal(yaml, io.fabric8.kubernetes.api.model.Config.class)
                    .getCurrentContext();
        } catch (RuntimeException e) {
            throw unusable("it is not a kubeconfig", e);
        }
        if (context == null || context.isEmpty()) {
            throw unusable("it names no current context", null);
        }
        return new Kubeconfig(context, yaml);
    }

    private static KsailException unusable(String seen, @org.jspecify.annotations.Nullable Throwable cause) {
        return new KsailException(
                "The kubeconfig of the nested cluster can't be used",
                seen,
                "check that the node image writes a kubeconfig as its distribution does",
                cause);
    }

    /**
     * The same way in by another address.
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
     * The kubeconfig as a fabric8 client wants it.
     *
     * @return a new configuration at each call, the caller's to change
     */
    public Config clientConfig() {
        return Config.fromKubeconfig(yaml);
    }

    /**
     * Writes the kubeconfig to a file that only its owner can read (mode 0600), at once or not at all.
     *
     * @param file the file; replaced if it exists
     * @throws IOException if the file can't be written
     */
    public void writeTo(Path file) throws IOException {
        OwnersFile.write(file, yaml);
    }

    @Override
    public String toString() {
        return "kubeconfig of context " + context;
    }
}
