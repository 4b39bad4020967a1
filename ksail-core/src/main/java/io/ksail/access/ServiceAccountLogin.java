package io.ksail.access;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.AuthInfoBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.KsailException;
import io.ksail.internal.Causes;
import java.time.Duration;

/** A token of a ServiceAccount, as its pods get it. */
final class ServiceAccountLogin {

    /** Longer than any test; the cluster may give less. */
    private static final Duration VALID_FOR = Duration.ofDays(1);

    private final KubernetesClient administrator;
    private final String tried;

    ServiceAccountLogin(KubernetesClient administrator, String tried) {
        this.administrator = administrator;
        this.tried = tried;
    }

    AuthInfo of(String namespace, String name) {
        try {
            TokenRequest asked = new TokenRequestBuilder()
                    .withNewSpec()
                    .withExpirationSeconds(VALID_FOR.toSeconds())
                    .endSpec()
                    .build();
            TokenRequest given = administrator
                    .serviceAccounts()
                    .inNamespace(namespace)
                    .withName(name)
                    .tokenRequest(asked);
            return new AuthInfoBuilder().withToken(given.getStatus().getToken()).build();
        } catch (KubernetesClientException e) {
            throw new KsailException(
                    tried, Causes.message(e), "look at what the cluster says of the ServiceAccount", e);
        }
    }
}
