package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Optional;

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
     * @return false if there was nothing to ask for: it is not there, or on its way out already
     */
    boolean delete(String name, String uid) {
        return delete(name, uid, Optional.empty());
    }

    /**
     * As {@link #delete(String, String)}, for somebody whose process it is not.
     *
     * @param who who asks for it and why, for those who use it
     */
    boolean delete(String name, String uid, String who) {
        return delete(name, uid, Optional.of(who));
    }

    private boolean delete(String name, String uid, Optional<String> who) {
        for (int attempt = 1; ; attempt++) {
            Namespace found = host.namespaces().withName(name).get();
            if (found == null
                    || !Ownership.isOurs(found)
                    || !uid.equals(found.getMetadata().getUid())
                    || found.getMetadata().getDeletionTimestamp() != null) {
                return false;
            }
            try {
                deleteAsSeen(who.isPresent() ? signed(found, who.get()) : found);
                return true;
            } catch (KubernetesClientException e) {
                boolean changedMeanwhile = e.getCode() == HttpURLConnection.HTTP_CONFLICT;
                if (!changedMeanwhile || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /**
     * Deletes it if nobody has changed anything since, with what its cluster has outside of it.
     *
     * @throws KubernetesClientException with code 409 if somebody has
     */
    void deleteAsSeen(Namespace seen) {
        new DeletionOrder(host).before(seen);
        lock(seen);
    }

    /**
     * Deletes what a process that is gone has left behind, if nobody has changed anything since: somebody may have begun
     * to use it this moment. Whatever is written on it, nothing outside of it is touched.
     *
     * @throws KubernetesClientException with code 409 if somebody has
     */
    void sweep(Namespace seen, String who) {
        new DeletionOrder(host).inside(seen);
        lock(signed(seen, who));
    }

    /** Locked on what was looked at, so that nothing else can be hit. */
    private void lock(Namespace seen) {
        host.resource(seen).lockResourceVersion().delete();
    }

    /** Who may delete it but not write on it deletes it without a word. */
    private Namespace signed(Namespace seen, String who) {
        try {
            return new NamespaceNotes(host, seen.getMetadata().getName())
                    .writeIfStill(seen, Map.of(Ownership.DELETED_BY, Optional.of(who)));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return seen;
            }
            throw e;
        }
    }
}
