package io.ksail.internal.distribution;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * An administrator's kubeconfig that somebody else writes into a Secret of the cluster's namespace.
 *
 * @param secret the Secret's name
 * @param key where in it the kubeconfig is
 */
public record SecretKubeconfig(String secret, String key) {

    /**
     * The Secret in which a cluster's kubeconfig is kept once it has one: named as k3k names that of its clusters.
     *
     * @param namespace the cluster's namespace
     * @return the Secret's name
     */
    public static String keptIn(String namespace) {
        return namespace + "-kubeconfig";
    }

    /**
     * Waits, by a watch, until it is written.
     *
     * @param host a client of the host
     * @param namespace the cluster's namespace
     * @return completes with the text; cancelling it ends the watch
     */
    public CompletableFuture<String> written(KubernetesClient host, String namespace) {
        CompletableFuture<List<Secret>> seen = host.secrets()
                .inNamespace(namespace)
                .withName(secret)
                .informOnCondition(found -> textIn(found).isPresent());
        CompletableFuture<String> text = seen.thenApply(found -> textIn(found).orElseThrow());
        text.whenComplete((yaml, failure) -> seen.cancel(true));
        return text;
    }

    /**
     * Reads it.
     *
     * @param host a client of the host
     * @param namespace the cluster's namespace
     * @return the text; empty if it is not written
     */
    public Optional<String> read(KubernetesClient host, String namespace) {
        Secret found = host.secrets().inNamespace(namespace).withName(secret).get();
        return textIn(found == null ? List.of() : List.of(found));
    }

    private Optional<String> textIn(List<Secret> found) {
        return found.stream()
                .map(Secret::getData)
                .filter(data -> data != null && data.get(key) != null)
                .map(data -> new String(Base64.getDecoder().decode(data.get(key)), StandardCharsets.UTF_8))
                .findFirst();
    }
}
