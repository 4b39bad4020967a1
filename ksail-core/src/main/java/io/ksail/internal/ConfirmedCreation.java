package io.ksail.internal;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Creates objects on a cluster so that an answer that is lost on its way leaves no doubt. The client library sends a
 * request again whose connection broke, and is then told that the object exists already; whose it is shows by a token
 * that every creation sends along.
 */
public final class ConfirmedCreation {

    /** The annotation with the token of the request that made an object. */
    public static final String REQUEST = "ksail.io/creation-request";

    private ConfirmedCreation() {}

    /**
     * Creates an object, or finds that this very request has created it already.
     *
     * @param client a client of the cluster
     * @param object what to create, by a name of its own; it gets an annotation
     * @param <T> its type
     * @return the object as the cluster has it
     * @throws KubernetesClientException if the cluster refuses it, or has one of that name that somebody else made
     */
    public static <T extends HasMetadata> T create(KubernetesClient client, T object) {
        String token = UUID.randomUUID().toString();
        Map<String, String> annotations = new HashMap<>(
                Optional.ofNullable(object.getMetadata().getAnnotations()).orElse(Map.of()));
        annotations.put(REQUEST, token);
        object.getMetadata().setAnnotations(annotations);
        try {
            return client.resource(object).create();
        } catch (KubernetesClientException e) {
            if (Causes.nobodyAnswered(e) || e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return made(client, object, token, e);
            }
            throw e;
        }
    }

    private static <T extends HasMetadata> T made(
            KubernetesClient client, T object, String token, KubernetesClientException refusal) {
        try {
            T there = client.resource(object).get();
            if (there != null && token.equals(tokenOf(there).orElse(""))) {
                return there;
            }
        } catch (KubernetesClientException e) {
            // Who may not look, or gets no answer again, is told what happened first.
            refusal.addSuppressed(e);
        }
        throw refusal;
    }

    /**
     * Which request has made an object.
     *
     * @param object any object
     * @return the token that was sent along; empty if there was none
     */
    public static Optional<String> tokenOf(HasMetadata object) {
        return Optional.ofNullable(object.getMetadata().getAnnotations()).map(all -> all.get(REQUEST));
    }
}
