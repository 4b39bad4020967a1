package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Deletes the namespace of a cluster, and only that: never one that is not ours, nor one that took its place. */
final class NamespaceDeletion {

    private static final int ATTEMPTS = 5;

    /** In the words of the namespace controller. Groups without a dot are the API server's own. */
    private static final Pattern GROUP_VERSION = Pattern.compile("([a-z0-9-]+(?:\\.[a-z0-9-]+)+)/(v\\d+\\w*)");

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

    /**
     * What the host does not know the objects of, so that it ends no namespace: an aggregated API whose server is gone.
     *
     * @param there a namespace that is being deleted
     * @return names such as {@code v1beta1.metrics.k8s.io}, of APIService objects, as the namespace controller says
     */
    static List<String> silentApiServices(@Nullable Namespace there) {
        return Stream.ofNullable(there)
                .map(Namespace::getStatus)
                .filter(Objects::nonNull)
                .flatMap(status -> status.getConditions().stream())
                .filter(condition -> "NamespaceDeletionDiscoveryFailure".equals(condition.getType()))
                .filter(condition -> "True".equals(condition.getStatus()))
                .flatMap(condition -> GROUP_VERSION
                        .matcher(String.valueOf(condition.getMessage()))
                        .results())
                .map(found -> found.group(2) + "." + found.group(1))
                .distinct()
                .toList();
    }

    /**
     * What to do about them.
     *
     * @param services what {@link #silentApiServices} gave
     */
    static String remedyFor(List<String> services) {
        return "have whoever runs the host repair what serves them (kubectl get apiservice says why it is not available),"
                + " or, if nobody needs them: kubectl delete apiservice " + String.join(" ", services);
    }

    private boolean delete(String name, String uid, Optional<String> who) {
        for (int attempt = 1; ; attempt++) {
            Namespace found = host.namespaces().withName(name).get();
            if (found == null
                    || !ClusterLabels.isOurs(found)
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
        new PreDeleteHook(host).before(seen);
        lock(seen);
    }

    /**
     * Deletes what a process that is gone has left behind, if nobody has changed anything since: somebody may have begun
     * to use it this moment. Whatever is written on it, nothing outside of it is touched.
     *
     * @throws KubernetesClientException with code 409 if somebody has
     */
    void sweep(Namespace seen, String who) {
        new PreDeleteHook(host).inside(seen);
        lock(signed(seen, who));
    }

    /** Locked on what was looked at, so that nothing else can be hit. */
    private void lock(Namespace seen) {
        host.resource(seen).lockResourceVersion().delete();
    }

    /** Who may delete it but not write on it deletes it without a word. */
    private Namespace signed(Namespace seen, String who) {
        try {
            return new NamespaceAnnotations(host, seen.getMetadata().getName())
                    .writeIfStill(seen, Map.of(ClusterLabels.DELETED_BY, Optional.of(who)));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return seen;
            }
            throw e;
        }
    }
}
