package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** Deletes the namespace of a cluster, and only that: never one that is not ours, nor one that took its place. */
final class NamespaceDeletion {

    private static final int ATTEMPTS = 5;

    private final KubernetesClient host;

    NamespaceDeletion(KubernetesClient host) {
        this.host = host;
    }

    /**
     * Asks the host to delete a namespace; the host goes on by itself.
     *
     * @param name the namespace
     * @param uid which one of that name
     */
    void delete(String name, String uid) {
        for (int attempt = 1; ; attempt++) {
            Namespace found = host.namespaces().withName(name).get();
            if (found == null
                    || !Ownership.isOurs(found)
                    || !uid.equals(found.getMetadata().getUid())
                    || found.getMetadata().getDeletionTimestamp() != null) {
                return;
            }
            new DeletionOrder(host).before(found);
            try {
                // Locked on what was just looked at, so that nothing else can be hit.
                host.resource(found).lockResourceVersion().delete();
                return;
            } catch (KubernetesClientException e) {
                boolean changedMeanwhile = e.getCode() == HttpURLConnection.HTTP_CONFLICT;
                if (!changedMeanwhile || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
