package io.ksail.internal.chart;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.AuthInfoBuilder;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.ClusterBuilder;
import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.internal.LentClient;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client is configured with, as the kubeconfig that Helm wants. */
public final class ClientKubeconfig {

    private static final String NAME = "ksail";

    private final Config config;

    private ClientKubeconfig(Config config) {
        this.config = config;
    }

    /**
     * The way of a client into its cluster. Holds credentials: keep it out of logs. A token is the one of this moment.
     *
     * @param client any client
     * @return YAML that Helm accepts
     */
    public static String of(KubernetesClient client) {
        // Its owner's token is renewed; a lent client's configuration has that of when it was lent.
        return of(LentClient.ownersOf(client).getConfiguration());
    }

    /**
     * As {@link #of(KubernetesClient)}.
     *
     * @param config what a client is configured with
     * @return YAML that Helm accepts
     */
    public static String of(Config config) {
        return new ClientKubeconfig(config).yaml();
    }

    private String yaml() {
        return Serialization.asYaml(new ConfigBuilder()
                .withApiVersion("v1")
                .withKind("Config")
                .withCurrentContext(NAME)
                .addNewCluster()
                .withName(NAME)
                .withCluster(cluster())
                .endCluster()
                .addNewUser()
                .withName(NAME)
                .withUser(user())
                .endUser()
                .addNewContext()
                .withName(NAME)
                .withNewContext()
                .withCluster(NAME)
                .withUser(NAME)
                .endContext()
                .endContext()
                .build());
    }

    private Cluster cluster() {
        return new ClusterBuilder()
                .withServer(config.getMasterUrl())
                .withCertificateAuthorityData(config.getCaCertData())
                .withCertificateAuthority(absolute(config.getCaCertFile()))
                .withInsecureSkipTlsVerify(config.isTrustCerts() ? true : null)
                .withProxyUrl(config.getHttpsProxy())
                .build();
    }

    private AuthInfo user() {
        return new AuthInfoBuilder()
                .withClientCertificateData(config.getClientCertData())
                .withClientCertificate(absolute(config.getClientCertFile()))
                .withClientKeyData(config.getClientKeyData())
                .withClientKey(absolute(config.getClientKeyFile()))
                .withToken(token())
                .withUsername(config.getUsername())
                .withPassword(config.getPassword())
                .withAs(config.getImpersonateUsername())
                .withAsUid(
                        config.getCustomHeaders() == null
                                ? null
                                : config.getCustomHeaders().get("Impersonate-Uid"))
                .withAsGroups(config.getImpersonateGroups())
                .withAsUserExtra(extra())
                .build();
    }

    /** In a client's configuration the names are parts of headers. */
    private Map<String, List<String>> extra() {
        Map<String, List<String>> extra = new LinkedHashMap<>();
        if (config.getImpersonateExtras() != null) {
            config.getImpersonateExtras()
                    .forEach((name, values) ->
                            extra.put(URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8), values));
        }
        return extra;
    }

    private @Nullable String token() {
        if (config.getOauthTokenProvider() != null) {
            return config.getOauthTokenProvider().getToken();
        }
        return config.getOauthToken() != null ? config.getOauthToken() : config.getAutoOAuthToken();
    }

    private static @Nullable String absolute(@Nullable String file) {
        return file == null ? null : Path.of(file).toAbsolutePath().toString();
    }
}
