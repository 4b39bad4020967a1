package io.ksail.access;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.AuthInfoBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.internal.Await;
import io.ksail.internal.Causes;
import io.ksail.internal.Durations;
import io.ksail.internal.kubeconfig.BootstrapRoles;
import io.ksail.internal.kubeconfig.TemporaryFile;
import io.ksail.kubeconfig.Kubeconfig;
import io.ksail.spec.InvalidSpecException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The ways into one nested cluster that were asked for so far: who asks twice gets the same one. Thread-safe. */
public final class Accesses implements AutoCloseable {

    /** Longer than any test; the cluster may give less. */
    private static final Duration TOKEN_VALID_FOR = Duration.ofDays(1);

    private static final Duration ROLES_WITHIN = Duration.ofSeconds(30);

    private final String cluster;
    private final Kubeconfig administrator;
    private final KubernetesClient client;
    private final Map<List<String>, Access> given = new ConcurrentHashMap<>();

    /**
     * None so far.
     *
     * @param cluster the cluster's name
     * @param administrator its administrator's kubeconfig
     * @param client its administrator's client
     */
    public Accesses(String cluster, Kubeconfig administrator, KubernetesClient client) {
        this.cluster = cluster;
        this.administrator = administrator;
        this.client = client;
    }

    /**
     * A user, by a client certificate that the cluster signs.
     *
     * @param name who it is
     * @param groups the groups they are in
     * @return their access
     * @throws KsailException if the cluster issues no certificate
     */
    public Access user(String name, List<String> groups) {
        String tried = "There is no client for user '%s' of cluster '%s'".formatted(name, cluster);
        if (Stream.concat(Stream.of(name), groups.stream()).anyMatch(String::isBlank)) {
            throw new InvalidSpecException(tried, "a name is empty", "give names of users and groups");
        }
        return given.computeIfAbsent(
                Stream.concat(Stream.of("user", name), groups.stream()).toList(),
                key -> access(tried, name, () -> new UserLogin(client, tried).of(name, groups)));
    }

    /**
     * A ServiceAccount, by a token of its own. One that was deleted and made again under its old name is another one.
     *
     * @param namespace its namespace
     * @param name its name
     * @return its access
     * @throws KsailException if it does not exist, or the cluster gives no token
     */
    public Access serviceAccount(String namespace, String name) {
        String tried = "There is no client for ServiceAccount '%s' in namespace '%s' of cluster '%s'"
                .formatted(name, namespace, cluster);
        ServiceAccount account =
                client.serviceAccounts().inNamespace(namespace).withName(name).get();
        if (account == null) {
            throw new KsailException(
                    tried, "it does not exist", "create it before asking for it: KSail makes no ServiceAccounts");
        }
        return given.computeIfAbsent(
                List.of("account", account.getMetadata().getUid()),
                key -> access(
                        tried,
                        "system:serviceaccount:%s:%s".formatted(namespace, name),
                        () -> token(namespace, name, tried)));
    }

    /** As its pods get it. */
    private AuthInfo token(String namespace, String name, String tried) {
        try {
            TokenRequest asked = new TokenRequestBuilder()
                    .withNewSpec()
                    .withExpirationSeconds(TOKEN_VALID_FOR.toSeconds())
                    .endSpec()
                    .build();
            TokenRequest given = client.serviceAccounts()
                    .inNamespace(namespace)
                    .withName(name)
                    .tokenRequest(asked);
            return new AuthInfoBuilder().withToken(given.getStatus().getToken()).build();
        } catch (KubernetesClientException e) {
            throw new KsailException(
                    tried, Causes.message(e), "look at what the cluster says of the ServiceAccount", e);
        }
    }

    private Access access(String tried, String user, Supplier<AuthInfo> login) {
        Kubeconfig theirs = administrator.as(user, login.get());
        awaitRoles(tried);
        return new Access(user, theirs, TemporaryFile.of(cluster, theirs));
    }

    /** What they may do is decided by roles that an API server which has just begun to answer does not have yet. */
    private void awaitRoles(String tried) {
        try {
            Await.value(
                            new BootstrapRoles(client).there(),
                            ROLES_WITHIN,
                            late -> failure(
                                    "the default ClusterRoles (view, edit, admin) are not there after %s"
                                            .formatted(Durations.readable(ROLES_WITHIN)),
                                    tried,
                                    late),
                            failed -> failure(Causes.message(failed), tried, failed),
                            interrupted -> failure(
                                    "the thread was interrupted while waiting for the default ClusterRoles",
                                    tried,
                                    interrupted))
                    .run();
        } catch (KubernetesClientException e) {
            throw failure(Causes.message(e), tried, e);
        }
    }

    private static KsailException failure(String seen, String tried, Throwable cause) {
        return new KsailException(
                tried,
                seen,
                "look at what the cluster says: kubectl get clusterroles, and the log of its API server",
                cause);
    }

    /** Closes all of them. */
    @Override
    public void close() {
        given.values().forEach(Access::end);
    }
}
